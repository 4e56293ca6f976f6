import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import { Resident } from './resident.js';

/** What the thread is started with. */
export interface IndexWorkerData {
  url: string;
  mostBytes: number;
  /** Milliseconds between two looks at what changed. */
  every: number;
}

/** Builds the resident index and keeps it up until the process ends or the database goes; then the thread ends. */
async function main({ url, mostBytes, every }: IndexWorkerData): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'vestnik index' });
  client.on('error', () => undefined); // the query under way says it too
  await client.connect();
  const resident = new Resident(client, mostBytes);
  await resident.build(new Date());
  // Whatever changed meanwhile is told with the rest: an update is told once.
  const changed = await resident.refresh(new Date());
  parentPort!.postMessage(changed ?? resident.update());
  for (;;) {
    await sleep(every);
    const update = await resident.refresh(new Date());
    if (update !== null) parentPort!.postMessage(update);
  }
}

await main(workerData as IndexWorkerData);
