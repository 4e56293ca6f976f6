import type { DataSource } from 'typeorm';
import { createLog } from '../../kit/log.js';
import { MatchStep } from '../../match/match.step.js';
import { type Taken, taken } from '../measure.js';

/** What a run of ours took, stage by stage, with the CPU of its threads. */
export interface OursRun {
  stages: Record<'loadPlans' | 'build' | 'match' | 'write', Taken>;
  /** Pairs found. */
  matched: number;
  /** The memory of the process while it matched, and what the index takes of it. */
  rssMb: number;
  indexMb: number;
  /** Further figures, told as they are. */
  perSearch: Record<string, number>;
}

/** Matches everything published since the progress that `match_progress` tells, writing rows of `match`. */
export async function runOurs(db: DataSource, { now }: { now: Date; threads: number }): Promise<OursRun> {
  const step = new MatchStep(db, createLog('warn'));
  const { result, ...match } = await taken(() => step.run(now));
  const nothing = { wall: 0, cpu: 0 };
  return {
    stages: { loadPlans: nothing, build: nothing, match, write: nothing },
    matched: result.matched,
    rssMb: process.memoryUsage.rss() / 2 ** 20,
    indexMb: 0,
    perSearch: {},
  };
}
