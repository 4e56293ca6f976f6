import type { DataSource } from 'typeorm';
import { type ImportAnswer, importFiles } from '../../collect/import-files.js';
import { collectGarbage, peakRss, type Spent, spentWith } from '../match/processor-time.js';
import { round } from '../measure.js';
import { type Feeds, feedFile } from './feed.js';

/** What one import took. */
export interface Run {
  name: 'new' | 'unchanged' | 'changed';
  spent: Spent;
  rssMb: number;
  /** Postings that were counted as anything but what the feed was written for. */
  miscounted: number;
}

export interface ThreeRuns {
  format: string;
  postings: number;
  feeds: Feeds;
}

// Mornings of three days.
const DAYS = ['2026-11-24T06:00:00Z', '2026-11-25T06:00:00Z', '2026-11-26T06:00:00Z'];

/** Imports the feed as `vestnik import` would, again as it was, and then as it is changed. */
export async function threeRuns(db: DataSource, { format, postings, feeds }: ThreeRuns): Promise<Run[]> {
  const { first, second, changes } = feeds;
  const order = [
    { name: 'new', file: first, right: { added: postings } },
    { name: 'unchanged', file: first, right: { unchanged: postings } },
    { name: 'changed', file: second, right: { unchanged: postings - changes, changed: changes } },
  ] as const;
  const runs: Run[] = [];
  for (const [i, { name, file, right }] of order.entries()) {
    collectGarbage();
    const now = new Date(DAYS[i]!);
    const { result, rssMb } = await peakRss(() =>
      spentWith(db, () => importFiles(db, { format, source: 'bench', files: [feedFile(file)], now })),
    );
    const { result: answer, ...spent } = result;
    runs.push({ name, spent, rssMb, miscounted: miscounted(answer, right, postings) });
    // Between two days of a feed autovacuum has had its turn.
    await db.query('vacuum (analyze) vacancy, cluster, employer');
  }
  return runs;
}

function miscounted(
  { read, added, changed, unchanged }: ImportAnswer,
  right: Partial<Record<'added' | 'changed' | 'unchanged', number>>,
  postings: number,
): number {
  const counted = { added, changed, unchanged };
  const wrong = (['added', 'changed', 'unchanged'] as const).map((name) =>
    Math.abs(counted[name] - (right[name] ?? 0)),
  );
  return Math.max(Math.abs(read - postings), ...wrong);
}

/** The figures of a run, each with its name in front: newPerCpuSecond … */
export const runFigures = ({ name, spent, rssMb }: Run, postings: number): Record<string, number> => ({
  [`${name}PerCpuSecond`]: round(postings / spent.cpu, 0),
  [`${name}PerSecond`]: round(postings / spent.wall, 0),
  [`${name}CpuSeconds`]: round(spent.cpu),
  [`${name}WallSeconds`]: round(spent.wall),
  [`${name}PostgresCpuSeconds`]: round(spent.postgres),
  [`${name}PeakRssMb`]: rssMb,
});
