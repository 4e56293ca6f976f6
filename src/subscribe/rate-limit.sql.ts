import type { EntityManager } from 'typeorm';

export interface Limit {
  key: string;
  /** Milliseconds. */
  window: number;
  most: number;
}

// The window moves by a twelfth of itself: a fixed one would let twice as many through around its edge.
const STEPS = 12;

/** Counts one more and tells whether `key` is still within its limit; beyond it nothing more is counted. */
export async function within(tx: EntityManager, { key, window, most }: Limit, now: Date): Promise<boolean> {
  const step = window / STEPS;
  const windowStart = new Date(Math.floor(now.getTime() / step) * step);
  const [{ hits }] = await tx.query(COUNT, [key, new Date(windowStart.getTime() - window)]);
  if (hits >= most) return false;
  await tx.query(HIT, [key, windowStart]);
  return true;
}

const COUNT = `select coalesce(sum(hits), 0)::int as hits from rate_limit where key = $1 and window_start > $2`;
const HIT = `
  insert into rate_limit (key, window_start, hits) values ($1, $2, 1)
  on conflict (key, window_start) do update set hits = rate_limit.hits + 1`;
