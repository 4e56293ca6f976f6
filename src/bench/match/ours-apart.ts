import { fork } from 'node:child_process';
import type { DataSource } from 'typeorm';
import { workerFile } from '../../kit/worker-file.js';
import type { OursRun } from './ours.js';

/** What the child is told. */
export interface ChildOrder {
  url: string;
  now: number;
  threads: number;
}

/** What it answers: the run, and what its process took for it (CPU and wall in seconds, most memory in MB). */
export interface ChildAnswer {
  run: OursRun;
  cpu: number;
  wall: number;
  rssMb: number;
}

type Told = { answer: ChildAnswer } | { failed: string };

/**
 * Runs ours in a process of its own, as it runs in service. Beside the generator's rows the collector of garbage costs
 * it twice as much: 21.9 s of CPU there for what takes half of that alone.
 */
export function runOursApart(
  db: DataSource,
  { now, threads }: { now: Date; threads: number },
): Promise<ChildAnswer> {
  const { url } = db.options as { url: string };
  const child = fork(workerFile(import.meta.url, './ours-child'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (told: Told) => {
      if ('answer' in told) resolve(told.answer);
      else reject(new Error(`The matching run failed: ${told.failed}`));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`The matching run ended with ${signal ?? code}.`)));
    child.send({ url, now: now.getTime(), threads } satisfies ChildOrder);
  });
}
