import { parentPort, workerData } from 'node:worker_threads';
import { analyse, type Fields, toTsvector } from '../../src/language/document.js';

parentPort!.postMessage((workerData as Fields[]).map((fields) => toTsvector(analyse(fields))));
