import type { Rejected } from './posting.js';
import type { RunRow } from './run.sql.js';

/** What became of the postings of one run. read = added + changed + unchanged + returned + repeated + all rejected. */
export interface RunCounts extends RunRow {
  runId: string;
  /** Seen again in the same run; the last one counts for what is stored, none of them is counted again. */
  repeated: number;
  /** Added, but past the day until which their source offers them, or archived there: stored as closed. */
  expired: number;
  /** A sentence that says why a complete run closed nothing; null where nothing stood against it. */
  held: string | null;
  /** The first few that were rejected for each reason. */
  rejections: Rejection[];
}

/** The counts as people are told them. */
export type ToldCounts = Omit<RunCounts, 'runId'>;

/** Where a rejected posting stood and what is wrong with it; `rejected_posting` has them all. */
export type Rejection = Pick<Rejected, 'position' | 'reason' | 'detail'>;

export const emptyCounts = (runId: string): RunCounts => ({
  runId,
  read: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  returned: 0,
  closed: 0,
  repeated: 0,
  expired: 0,
  held: null,
  rejected: {},
  suspect: false,
  notModified: false,
  unmapped: {},
  rejections: [],
});

/** The counts of a run that goes on where it broke. */
export function countsAt({ id, counts }: { id: string; counts: RunRow }): RunCounts {
  const told = counts.added + counts.changed + counts.unchanged + counts.returned + rejectedInAll(counts);
  return { ...emptyCounts(id), ...counts, repeated: counts.read - told };
}

/** One more under a name. */
export function countUp(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** How many different words of no dictionary are counted; a feed that is all noise must not fill the memory. */
const MOST_UNMAPPED = 1_000;

/** Counts words of no dictionary. */
export function countUnmapped({ unmapped }: Pick<RunCounts, 'unmapped'>, words: readonly string[]): void {
  for (const word of words) {
    if (word in unmapped || Object.keys(unmapped).length < MOST_UNMAPPED) countUp(unmapped, word);
  }
}

const REJECTIONS_KEPT = 5;

/** Counts one that was rejected, and keeps where it stood if it is among the first. */
export function countRejected({ rejected, rejections }: RunCounts, one: Rejection): void {
  const { position, reason, detail } = one;
  countUp(rejected, reason);
  if (rejected[reason]! <= REJECTIONS_KEPT) rejections.push({ position, reason, detail });
}

/** How many were rejected, whatever the reason. */
export const rejectedInAll = ({ rejected }: Pick<RunCounts, 'rejected'>): number =>
  Object.values(rejected).reduce((sum, n) => sum + n, 0);
