import { parentPort, workerData } from 'node:worker_threads';
import { demoMaterial, readMaterial } from '../match/material.js';
import { type Feeds, writeFeeds } from './feed.js';
import type { ImportOptions } from './options.js';

/** What the thread is told. */
export interface WriteOrder {
  folder: string;
  options: ImportOptions;
  now: Date;
  /** Of the demo's texts, whatever lies beside the checkout. */
  demo: boolean;
}

/** What it answers: the feeds, and a sentence where they are not of the real data. */
export interface WrittenFeeds {
  feeds: Feeds;
  note: string | null;
}

const { folder, options, now, demo } = workerData as WriteOrder;
const material = await (demo ? demoMaterial(now) : readMaterial(now));
const feeds = await writeFeeds(folder, material, options);
parentPort!.postMessage({ feeds, note: material.note } satisfies WrittenFeeds);
