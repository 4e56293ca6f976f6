import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Fields } from '../../src/language/document.js';

/**
 * The documents of many vacancies as literals. On two threads: within Jest's own context analysis takes six times as
 * long, and real vacancies are 34,730.
 */
export async function analyseMany(vacancies: readonly Fields[]): Promise<string[]> {
  const middle = vacancies.length >> 1;
  const halves = [vacancies.slice(0, middle), vacancies.slice(middle)];
  const analysed = await Promise.all(halves.map(onThread));
  return analysed.flat();
}

async function onThread(vacancies: readonly Fields[]): Promise<string[]> {
  const worker = new Worker(new URL('./analyse-worker.ts', import.meta.url), { workerData: vacancies });
  const [literals] = await once(worker, 'message');
  await worker.terminate();
  return literals;
}
