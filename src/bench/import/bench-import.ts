import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { World } from '../../kit/command.js';
import { workerFile } from '../../kit/worker-file.js';
import { seesServer } from '../match/processor-time.js';
import { type BenchReport, machine, round } from '../measure.js';
import { inScratch } from '../scratch.js';
import { copyRows } from './copy.sql.js';
import type { Feeds } from './feed.js';
import type { ImportOptions } from './options.js';
import { type Run, runFigures, threeRuns } from './runs.js';
import { type SaveTimes, typeormSave } from './typeorm-save.js';
import type { WriteOrder, WrittenFeeds } from './write-feeds.js';

const NOW = new Date('2026-11-24T06:00:00Z');
const SAMPLE = 5_000;

/**
 * A made feed, streamed from the disk into a database of its own: new, again unchanged, and with three postings of a
 * hundred changed. Beside it in the same run COPY of the rows that this stored, and `save` of TypeORM on a sample.
 * `demo` makes the feed of the demo's texts, whatever lies beside the checkout. Where postings were counted as anything but what the feed was written for, `disagreements` says how many.
 */
export async function benchImport(
  world: Pick<World, 'db'>,
  options: ImportOptions,
  { demo = false }: { demo?: boolean } = {},
): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'vestnik-feed-'));
  try {
    return await inScratch(world, async (db) => {
      const { feeds, note } = await prepare({ folder, options, now: NOW, demo });
      const runs = await threeRuns(db, { ...options, feeds });
      const copy = await copyRows(db, join(folder, 'rows'));
      const sample = { format: options.format, file: feeds.first, now: NOW };
      const save = await typeormSave(db, { ...sample, postings: Math.min(SAMPLE, options.postings) });
      const unseen = (await seesServer(db))
        ? null
        : "Postgres' processes cannot be seen here: its wall time counts as CPU.";
      return {
        bench: 'import',
        ours: oursFigures(options, feeds, runs),
        peers: { copy: copyFigures(copy), 'typeorm save': saveFigures(save) },
        ratios: ratiosOf(options.postings, { runs, copy, save }),
        machine: await machine((sql) => db.query(sql)),
        notes: [note, unseen].filter((sentence) => sentence !== null),
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In a thread, which ends: what the feeds are made of is none of the import's memory. */
async function prepare(order: WriteOrder): Promise<WrittenFeeds> {
  const worker = new Worker(workerFile(import.meta.url, './write-feeds'), { workerData: order });
  const [written] = await once(worker, 'message');
  await worker.terminate();
  return written;
}

const oursFigures = ({ postings, seed }: ImportOptions, feeds: Feeds, runs: readonly Run[]) => ({
  postings,
  seed,
  feedMb: round(feeds.bytes / 1e6, 1),
  bytesEach: round(feeds.bytes / postings, 0),
  changedPostings: feeds.changes,
  ...Object.assign({}, ...runs.map((run) => runFigures(run, postings))),
  peakRssMb: Math.max(...runs.map(({ rssMb }) => rssMb)),
  disagreements: runs.reduce((sum, { miscounted }) => sum + miscounted, 0),
});

const copyFigures = ({ rows, cpu, wall, postgres }: Awaited<ReturnType<typeof copyRows>>) => ({
  rows,
  perSecond: round(rows / wall, 0),
  perCpuSecond: round(rows / cpu, 0),
  cpuSeconds: round(cpu),
  wallSeconds: round(wall),
  postgresCpuSeconds: round(postgres),
});

const saveFigures = ({ postings, storing, ourStoring, ...times }: SaveTimes) => ({
  postings,
  newPerCpuSecond: round(postings / times.new.cpu, 0),
  newPostgresCpuSeconds: round(times.new.postgres),
  unchangedPerCpuSecond: round(postings / times.unchanged.cpu, 0),
  unchangedPostgresCpuSeconds: round(times.unchanged.postgres),
  storingPerCpuSecond: round(postings / storing.cpu, 0),
  storingPostgresCpuSeconds: round(storing.postgres),
  oursStoringPerCpuSecond: round(postings / ourStoring.cpu, 0),
  oursStoringPostgresCpuSeconds: round(ourStoring.postgres),
});

/** How many times as much CPU of the asking process a posting costs the peer. */
function ratiosOf(
  postings: number,
  { runs, copy, save }: { runs: readonly Run[]; copy: { rows: number; cpu: number }; save: SaveTimes },
): Record<string, number> {
  const each = (name: Run['name']): number => runs.find((run) => run.name === name)!.spent.cpu / postings;
  return {
    'copy (new)': round(copy.cpu / copy.rows / each('new'), 3),
    'typeorm save (new)': round(save.new.cpu / save.postings / each('new'), 1),
    'typeorm save (unchanged)': round(save.unchanged.cpu / save.postings / each('unchanged'), 1),
    'typeorm save (storing alone)': round(save.storing.cpu / save.ourStoring.cpu, 1),
  };
}
