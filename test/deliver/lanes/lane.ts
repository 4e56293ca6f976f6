import type { LaneState } from '../../../src/deliver/lanes/lane-state.js';

export const NOON = new Date('2026-11-24T12:00:00Z');

export const seconds = (n: number): Date => new Date(NOON.getTime() + n * 1000);

/** A lane that nothing has happened to. */
export const lane = (given: Partial<LaneState> = {}): LaneState => ({
  name: 'gmail',
  ratePerMinute: null,
  maxInflight: null,
  dailyCap: null,
  tokens: 0,
  refilledAt: null,
  pace: 1,
  slowedAt: null,
  recent: '',
  failures: 0,
  failingSince: null,
  openings: 0,
  openUntil: null,
  probeUntil: null,
  holders: {},
  day: '2026-11-24',
  dayTaken: 0,
  dayDeferred: 0,
  warmDays: 0,
  lastSentAt: null,
  ...given,
});
