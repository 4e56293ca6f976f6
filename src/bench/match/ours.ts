import type { DataSource } from 'typeorm';
import { createLog } from '../../kit/log.js';
import { MatchStep } from '../../match/match.step.js';
import { clientOf } from '../../store/copy-in.js';
import { type Taken, taken } from '../measure.js';
import { type FannedOut, fanOut } from './fan-out.js';

/** What a run of ours took, stage by stage, with the CPU of its threads. */
export interface OursRun {
  stages: Record<'loadPlans' | 'build' | 'match' | 'write' | 'fanOut', Taken>;
  /** Pairs found, and what the saved searches get of them. */
  matched: number;
  fanned: FannedOut;
  /** The memory of the index. */
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
  const step = new MatchStep(db, createLog('warn'), { threads: threads === 1 ? 0 : threads });
  const { matched } = await step.run(now);
  const { result: fanned, ...fanning } = await taken(() => onConnection(db));
  const { load, ...stages } = step.spent;
  return {
    stages: { loadPlans: load, ...stages, fanOut: fanning },
    matched,
    fanned,
    indexMb: step.indexBytes / 2 ** 20,
  };
}

async function onConnection(db: DataSource): Promise<FannedOut> {
  const runner = db.createQueryRunner();
  try {
    return await fanOut(await clientOf(runner.manager));
  } finally {
    await runner.release();
  }
}
