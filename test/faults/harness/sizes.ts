import type { Sizes } from './bench.js';

/** The sizes of design/delivery.md §7: what `npm run faults` runs. */
export const FULL: Sizes = {
  kills: 300,
  perStep: 50,
  perFault: 20,
  people: 10_000,
  backlog: 100_000,
  pause: 90,
  days: 400,
};

/** Sizes at which the whole suite takes less than 90 s on two cores: what `npm test` runs. */
export const SHORT: Sizes = {
  kills: 3,
  perStep: 1,
  perFault: 3,
  people: 300,
  backlog: 2_000,
  pause: 2,
  days: 60,
};
