import { availableParallelism } from 'node:os';
import type { DataSource } from 'typeorm';
import { clientOf } from '../store/copy-in.js';
import { LocalMatching, type Matching, type Opened } from './matching.js';
import { sizeOf, type Window } from './window.sql.js';
import { WorkerMatching } from './worker-matching.js';

/** How a run is shared out; what is left out is chosen by its size. */
export interface MatchSettings {
  /** How many threads at most; 0: on the thread of the caller, whatever there is to do. */
  threads?: number;
  /** How many vacancies are matched in one go at most. */
  slice?: number;
}

interface Tools extends MatchSettings {
  db: DataSource;
}

/** What is done with an open window. */
type Work<T> = (matchings: Matching[], opened: Opened) => Promise<T>;

// A thread takes 60 ms to start. Below this a run takes less than that, and holds pages up for 20 ms at most: 33 µs a
// vacancy to index, 10 µs a search to ask.
const SMALL = { vacancies: 300, searches: 1_000 };
// Below this a second thread costs more to start than it saves.
const LARGE = { vacancies: 5_000, searches: 20_000 };
const MOST_THREADS = 4;

/**
 * Opens a window, indexed once, on as many threads as it is worth, and closes them after `work`. Pages keep a core for
 * themselves where there are several.
 */
export async function withMatching<T>({ db, threads }: Tools, window: Window, work: Work<T>): Promise<T> {
  const count = threads ?? (await threadsFor(db, window));
  if (count === 0) return locally(db, window, work);
  const { url } = db.options as { url: string };
  const workers = Array.from({ length: count }, () => new WorkerMatching(url));
  try {
    const [first, ...others] = workers;
    const opened = await first!.open(window);
    await Promise.all(others.map((other) => other.adopt(opened.segments)));
    return await work(workers, opened);
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}

async function threadsFor(db: DataSource, window: Window): Promise<number> {
  const { vacancies, searches } = await sizeOf(db.manager, window, LARGE);
  if (vacancies <= SMALL.vacancies && searches <= SMALL.searches) return 0;
  if (vacancies < LARGE.vacancies || searches < LARGE.searches) return 1;
  return Math.max(1, Math.min(MOST_THREADS, availableParallelism() - 1));
}

async function locally<T>(db: DataSource, window: Window, work: Work<T>): Promise<T> {
  const runner = db.createQueryRunner();
  try {
    const matching = new LocalMatching(await clientOf(runner.manager));
    return await work([matching], await matching.open(window));
  } finally {
    await runner.release();
  }
}
