import type { LaneState } from './lane-state.js';

const FIRST_DAY = 200;
const GROWTH = 1.5;
const MOST_DEFERRED = 0.05;
const MOST_COMPLAINED = 0.001;

/** Letters that a lane may send today while it warms up: 200 on the first day, half as many more with each good one. */
const warmCap = (warmDays: number): number => Math.floor(FIRST_DAY * GROWTH ** Math.min(warmDays, 40));

/**
 * The lane on the day of `at` (UTC). A day of sending counts as a step up unless more than 5 % of what was tried was
 * deferred, or more than 0.1 % complained about (`complaints`: those that came in during it).
 */
export function turnDay(lane: LaneState, at: Date, complaints: number): LaneState {
  const day = dayOf(at);
  if (lane.day === day) return lane;
  const { dayTaken, dayDeferred } = lane;
  const well =
    dayTaken > 0 && dayDeferred <= MOST_DEFERRED * dayTaken && complaints <= MOST_COMPLAINED * dayTaken;
  return { ...lane, day, dayTaken: 0, dayDeferred: 0, warmDays: lane.warmDays + (well ? 1 : 0) };
}

/** What is left of today's cap for letters that can wait; confirm and login letters are not held up by it. */
export function leftToday(
  lane: Pick<LaneState, 'dailyCap' | 'warmDays' | 'dayTaken'>,
  warmUp: boolean,
): number {
  const cap = lane.dailyCap ?? (warmUp ? warmCap(lane.warmDays) : Number.POSITIVE_INFINITY);
  return Math.max(0, cap - lane.dayTaken);
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
