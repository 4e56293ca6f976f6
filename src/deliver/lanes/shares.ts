import { after, type LaneState } from './lane-state.js';

// Renewed every three seconds while a run lasts; what a process that was killed held is free again after ten.
const SHARE_LASTS = 10_000;
/** How often a share must be renewed, in milliseconds. */
export const SHARE_RENEWED = 3000;

interface ShareAsked {
  owner: string;
  wanted: number;
  /** What it has under way and cannot give up yet. */
  inflight: number;
  /** Connections of the lane, of all processes together. */
  most: number;
  at: Date;
}

/**
 * Shares a lane's connections among the processes that send on it, so that all together never use more than there
 * are. Each gets an even part; what somebody holds beyond it is given up at their own next visit, and only then
 * taken by the others. Answers the lane and what `owner` may use.
 */
export function takeShare(
  lane: LaneState,
  { owner, wanted, inflight, most, at }: ShareAsked,
): { lane: LaneState; slots: number } {
  const others = Object.entries(lane.holders).filter(
    ([name, { until }]) => name !== owner && lives(until, at),
  );
  const held = others.reduce((sum, [, { slots }]) => sum + slots, 0);
  const even = Math.ceil(most / (others.length + 1));
  const slots = Math.max(inflight, Math.min(wanted, even, most - held));
  const own = { slots, until: after(at, SHARE_LASTS).toISOString() };
  return { lane: { ...lane, holders: { ...Object.fromEntries(others), [owner]: own } }, slots };
}

/** The lane without this process's share. */
export function leaveShare(lane: LaneState, owner: string): LaneState {
  const { [owner]: _, ...holders } = lane.holders;
  return { ...lane, holders };
}

function lives(until: string, at: Date): boolean {
  const ends = new Date(until);
  return ends > at && ends <= after(at, SHARE_LASTS * 2);
}
