import { elapsed, type LaneState } from './lane-state.js';

const MINUTE = 60_000;
// What a lane may send at once after a rest: ten seconds' worth, or its letters would come in bursts of a minute.
const BURST = 1 / 6;
const SLOWEST = 1 / 64;
// Refusals of what was under way together are one piece of news, not five.
const ONE_NEWS = 10_000;
const RECOVERY_PER_MINUTE = 0.1;

/** Letters that a lane of this rate may send at once. */
export const burstOf = (ratePerMinute: number): number => Math.max(1, ratePerMinute * BURST);

/** The bucket as it is at `at`, and the pace as far as it has recovered: a tenth of the full rate a minute. */
export function refill(lane: LaneState, ratePerMinute: number, at: Date): LaneState {
  const burst = burstOf(ratePerMinute);
  if (lane.refilledAt === null) return { ...lane, tokens: burst, refilledAt: at };
  const minutes = elapsed(lane.refilledAt, at) / MINUTE;
  return {
    ...lane,
    pace: Math.min(1, lane.pace + minutes * RECOVERY_PER_MINUTE),
    tokens: Math.min(burst, lane.tokens + minutes * ratePerMinute * lane.pace),
    refilledAt: at,
  };
}

/** Takes up to `wanted` whole tokens out. */
export function takeTokens(lane: LaneState, wanted: number): { lane: LaneState; taken: number } {
  const taken = Math.max(0, Math.min(wanted, Math.floor(lane.tokens)));
  return { lane: { ...lane, tokens: lane.tokens - taken }, taken };
}

/**
 * Puts back what was not used; a negative number is what urgent letters took beyond their grant. The debt has an end,
 * so that a flood of confirm letters delays digests by ten seconds and not by hours.
 */
export function putBack(lane: LaneState, unused: number, ratePerMinute: number): LaneState {
  const burst = burstOf(ratePerMinute);
  return { ...lane, tokens: Math.max(-burst, Math.min(burst, lane.tokens + unused)) };
}

/** The other side said "too many": half the rate from now on. */
export function slowDown(lane: LaneState, at: Date): LaneState {
  if (lane.slowedAt !== null && lane.slowedAt <= at && elapsed(lane.slowedAt, at) < ONE_NEWS) return lane;
  return { ...lane, pace: Math.max(SLOWEST, lane.pace / 2), slowedAt: at, tokens: Math.min(lane.tokens, 0) };
}

/** Milliseconds until there is a whole token. */
export const untilToken = (lane: LaneState, ratePerMinute: number): number =>
  lane.tokens >= 1 ? 0 : ((1 - lane.tokens) * MINUTE) / (ratePerMinute * lane.pace);
