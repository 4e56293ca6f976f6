import type { RunRow } from './run.sql.js';

/** What became of the postings of one run. read = added + changed + unchanged + returned + repeated + all rejected. */
export interface RunCounts extends RunRow {
  runId: string;
  /** Seen again in the same run; the last one counts for what is stored, none of them is counted again. */
  repeated: number;
  /** Added, but past the day until which their source offers them: stored as closed. */
  expired: number;
  /** A sentence that says why a complete run closed nothing; null where nothing stood against it. */
  held: string | null;
  /** Words of no dictionary: "schedule: ненормированный" → how often. */
  unmapped: Record<string, number>;
}

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
  unmapped: {},
});

/** One more under a name. */
export function countUp(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** How many were rejected, whatever the reason. */
export const rejectedInAll = ({ rejected }: RunCounts): number =>
  Object.values(rejected).reduce((sum, n) => sum + n, 0);
