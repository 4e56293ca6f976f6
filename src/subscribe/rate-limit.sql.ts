import type { EntityManager } from 'typeorm';

export interface Limit {
  key: string;
  /** Milliseconds. */
  window: number;
  most: number;
}

// The window moves by a twelfth of itself: a fixed one would let twice as many through around its edge.
const STEPS = 12;

/**
 * Counts one more and tells whether `key` is still within its limit; beyond it nothing more is counted. One statement:
 * whoever asks at the same moment waits on the row for this transaction to end, and then counts it.
 */
export async function within(tx: EntityManager, { key, window, most }: Limit, now: Date): Promise<boolean> {
  const step = window / STEPS;
  const windowStart = new Date(Math.floor(now.getTime() / step) * step);
  const from = new Date(windowStart.getTime() - window);
  const counted: unknown[] = await tx.query(HIT, [key, windowStart, from, most]);
  return counted.length > 0;
}

// From `from` itself on: without that step the window would be a twelfth too short.
const HIT = `
  with earlier as (
    select coalesce(sum(hits), 0)::int as hits from rate_limit
     where key = $1 and window_start >= $3::timestamptz and window_start < $2::timestamptz
  )
  insert into rate_limit (key, window_start, hits)
  select $1, $2::timestamptz, 1 from earlier where earlier.hits < $4::int
  on conflict (key, window_start) do update set hits = rate_limit.hits + 1
   where (select earlier.hits from earlier) + rate_limit.hits < $4::int
  returning hits`;
