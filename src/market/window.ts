import { yearBefore } from '../search/fresh/index-window.js';

const DAY = 86_400_000;

/** What figures are of: pay of what was first seen after `since`, employers of what was first seen after `recent`. */
export interface MarketWindow {
  now: Date;
  since: Date;
  recent: Date;
}

/** Twelve months and thirty days. */
export const windowOf = (now: Date): MarketWindow => ({
  now,
  since: yearBefore(now),
  recent: new Date(now.getTime() - 30 * DAY),
});
