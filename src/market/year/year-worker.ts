import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import { type Words, type YearAnswer, YearAnswers } from './year-answers.js';

/** What the thread is started with. */
export interface YearWorkerData {
  url: string;
  mostBytes: number;
  /** Milliseconds between two looks at what changed. */
  every: number;
}

/** What the keeper asks: the market of searches as of `now`, in their order. */
export interface YearQuestion {
  id: number;
  searches: readonly Words[];
  now: Date;
  whole: boolean;
}

export type YearMessage =
  | { built: { vacancies: number; bytes: number } }
  | { tooSmall: { vacancies: number; bytes: number } }
  | { failed: unknown }
  | { id: number; answers: (YearAnswer | null)[] };

/**
 * Builds the year index, keeps it up and answers from it until the process ends or the database goes; then the thread
 * ends. Where memory has no room for twelve months it says so and ends: an index of eight tells nothing of a year.
 */
async function main({ url, mostBytes, every }: YearWorkerData): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'vestnik year' });
  client.on('error', () => undefined); // the query under way says it too
  await client.connect();
  const year = new YearAnswers(client, mostBytes);
  await year.build(new Date());
  if (!year.tooSmall) {
    post({ built: sizeOf(year) });
    parentPort!.on('message', (question: YearQuestion) => void answer(year, question));
  }
  while (!year.tooSmall) {
    await sleep(every);
    await year.refresh(new Date());
  }
  post({ tooSmall: sizeOf(year) });
  await client.end();
  process.exit();
}

/** One search after the other, each awaiting Postgres for names: a page's question passes between those of a night. */
async function answer(year: YearAnswers, { id, searches, now, whole }: YearQuestion): Promise<void> {
  const answers: (YearAnswer | null)[] = [];
  for (const search of searches) {
    try {
      answers.push(await year.answer(search, { now, whole }));
    } catch (failed) {
      // One search must not take the index from all others; when the database has gone the next look finds out.
      post({ failed });
      answers.push(null);
    }
  }
  post({ id, answers });
}

const sizeOf = ({ size, bytes }: YearAnswers) => ({ vacancies: size, bytes });

const post = (message: YearMessage): void => parentPort!.postMessage(message);

await main(workerData as YearWorkerData);
