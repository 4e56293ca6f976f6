import type { ClientBase } from 'pg';
import type { DataSource } from 'typeorm';
import { createLog } from '../../kit/log.js';
import { loadWindow } from '../../match/copies.sql.js';
import { MatchStep } from '../../match/match.step.js';
import { clientOf } from '../../match/match-rows.sql.js';
import { lastSeq, type Window } from '../../match/window.sql.js';
import { bytesOf } from '../../search/fresh/segment.js';
import { type Taken, taken } from '../measure.js';
import { type FannedOut, fanOut } from './fan-out.js';
import { peakRss } from './processor-time.js';

/** What a run of ours took, stage by stage, with the CPU of its threads. */
export interface OursRun {
  stages: Record<'loadPlans' | 'build' | 'match' | 'write' | 'fanOut', Taken>;
  fanned: FannedOut;
  /** Pairs found. */
  matched: number;
  /** The most memory that the process held meanwhile, and what the index takes of it. */
  rssMb: number;
  indexMb: number;
}

/**
 * Matches everything published since the progress that `match_progress` tells, writing rows of `match`. One thread is
 * that of the caller, stage after stage, so that the CPU of each is its own; several overlap, and so do their figures.
 */
export async function runOurs(
  db: DataSource,
  { now, threads }: { now: Date; threads: number },
): Promise<OursRun> {
  const [{ from }] = await db.query('select min(upto_seq) as from from match_progress');
  const window = { from: from ?? '0', upto: await lastSeq(db.manager) };
  const step = new MatchStep(db, createLog('warn'), { threads: threads === 1 ? 0 : threads });
  const { result, rssMb } = await peakRss(async () => ({
    run: await taken(() => step.run(now)),
    fanOut: await taken(() => onConnection(db, fanOut)),
  }));
  const { load, ...stages } = step.spent;
  const { result: fanned, ...spentFanning } = result.fanOut;
  return {
    stages: { loadPlans: load, ...stages, fanOut: spentFanning },
    matched: result.run.result.matched,
    fanned,
    rssMb,
    indexMb: await onConnection(db, (client) => indexMb(client, window)),
  };
}

/** The index is made once more, to be weighed. */
async function indexMb(client: ClientBase, window: Window): Promise<number> {
  const segments = await loadWindow(client, window);
  return segments.reduce((sum, segment) => sum + bytesOf(segment), 0) / 2 ** 20;
}

async function onConnection<T>(db: DataSource, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const runner = db.createQueryRunner();
  try {
    return await work(await clientOf(runner.manager));
  } finally {
    await runner.release();
  }
}
