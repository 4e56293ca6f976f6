import type { RawPosting } from '../posting.js';
import { DAY, type DemoPosting, demoDay, LONGEST_LISTED } from './demo-day.js';

/** Days kept in memory: two months, so that playing a few weeks makes each day once. */
const KEPT_DAYS = 60;
const made = new Map<number, DemoPosting[]>();

/**
 * Everything that the demo feed lists at `now`, by age, the oldest first: about 1,700 postings of the last 43 days.
 * The same clock always gives the same postings; what is missing later has been filled.
 */
export function* demoPostings(now: Date): Generator<RawPosting> {
  const at = now.getTime();
  const today = Math.floor(at / DAY);
  for (let day = today - LONGEST_LISTED; day <= today; day++) {
    for (const { from, until, posting } of kept(day)) {
      if (from <= at && at < until) yield posting;
    }
  }
}

function kept(day: number): DemoPosting[] {
  const known = made.get(day) ?? demoDay(day);
  // Put at the end again: the first of a Map is then the one that nobody has asked for longest.
  made.delete(day);
  made.set(day, known);
  if (made.size > KEPT_DAYS) made.delete(made.keys().next().value!);
  return known;
}
