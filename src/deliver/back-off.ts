import { createHash } from 'node:crypto';

const MINUTE = 60_000;
const WAITS = [5, 15, 60, 180, 360].map((minutes) => minutes * MINUTE);

/**
 * Milliseconds until the next attempt after `attempt` refusals "for now": 5 m, 15 m, 1 h, 3 h, then 6 h, ±20 %
 * (design/delivery.md §2). The spread comes from the letter's id: what failed together is not tried again together,
 * and a replay gives the same times.
 */
export function backOff(letterId: string, attempt: number): number {
  const wait = WAITS[Math.min(Math.max(attempt, 1), WAITS.length) - 1] ?? 0;
  return Math.round(wait * (0.8 + 0.4 * spread(letterId)));
}

/** Milliseconds until a letter is tried again whose link failed: about a minute, no attempt spent. */
export function linkPause(letterId: string): number {
  return Math.round(MINUTE * (0.8 + 0.4 * spread(letterId)));
}

/** 0 … 1, the same for the same id. */
const spread = (letterId: string): number =>
  createHash('sha256').update(letterId).digest().readUInt32BE(0) / 0xffffffff;
