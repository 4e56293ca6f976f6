import { DateTime } from 'luxon';

/** When a person wants to be written to: local time HH:MM[:SS], ISO weekdays (1 = Monday), IANA zone. */
export interface Timetable {
  sendAt: string;
  days: readonly number[];
  zone: string;
}

/** An instant at which a digest is due, and the local date (YYYY-MM-DD) that it belongs to. */
export interface Slot {
  at: Date;
  date: string;
}

// A person who misses a day's letter by more than this gets the day's news with the next one.
const LATEST_HOURS = 6;
const QUIET_FROM = 22;
const QUIET_UNTIL = 8;

/**
 * The first slot after `after`. Of a doubled hour it is the first, of a missing one the time an hour later; a local
 * date that does not exist (Apia, 30 December 2011) has no slot.
 */
export function nextSlot(timetable: Timetable, after: Date): Slot {
  // A millisecond of zone arithmetic, and a city's people share a few answers.
  const key = `${timetable.zone} ${timetable.sendAt} ${timetable.days} ${after.getTime()}`;
  const known = answered.get(key);
  if (known !== undefined) return known;
  if (answered.size === MOST_ANSWERED) answered.clear();
  const slot = findSlot(timetable, after);
  answered.set(key, slot);
  return slot;
}

const answered = new Map<string, Slot>();
const MOST_ANSWERED = 10_000;

function findSlot(timetable: Timetable, after: Date): Slot {
  const today = DateTime.fromJSDate(after, { zone: timetable.zone }).startOf('day');
  // A week has every weekday; the day before guards against dates that the zone skips.
  for (let ahead = -1; ahead <= 9; ahead++) {
    const day = today.plus({ days: ahead });
    const at = slotOn(timetable, day);
    if (timetable.days.includes(day.weekday) && at > after) return { at, date: day.toFormat('yyyy-MM-dd') };
  }
  throw new Error(`no slot within a week in ${timetable.zone}`);
}

/** The latest slot not after `now`, given one that is not after it: a service that was down answers one slot, not each. */
export function latestSlot(timetable: Timetable, { from, now }: { from: Date; now: Date }): Date {
  let latest = from;
  for (let next = nextSlot(timetable, latest).at; next <= now; next = nextSlot(timetable, latest).at)
    latest = next;
  return latest;
}

/** The local date that a slot's instant belongs to. */
export function slotDate({ zone }: Pick<Timetable, 'zone'>, at: Date): string {
  return DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd');
}

/**
 * Whether a slot may still be answered at `now`: no later than six hours after it, and not while people sleep
 * (22–08 local), unless the hour that the person chose lies there.
 */
export function isTimely(timetable: Timetable, slot: Date, now: Date): boolean {
  if (now.getTime() - slot.getTime() > LATEST_HOURS * 3_600_000) return false;
  return (
    isQuiet(hourOf(timetable.sendAt)) || !isQuiet(DateTime.fromJSDate(now, { zone: timetable.zone }).hour)
  );
}

/** The night (22–08 local) after `now` in which the person sleeps; null for whoever chose an hour of the night. */
export function nightAfter({ sendAt, zone }: Timetable, now: Date): { from: Date; until: Date } | null {
  if (isQuiet(hourOf(sendAt))) return null;
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  const from = today.set({ hour: QUIET_FROM });
  const until = today.plus({ days: 1 }).set({ hour: QUIET_UNTIL });
  return { from: from.toJSDate(), until: until.toJSDate() };
}

const isQuiet = (hour: number): boolean => hour >= QUIET_FROM || hour < QUIET_UNTIL;
const hourOf = (time: string): number => Number(time.slice(0, 2));

function slotOn({ sendAt }: Timetable, day: DateTime): Date {
  const [hour, minute] = sendAt.split(':').map(Number);
  const wanted = day.set({ hour: hour!, minute: minute! });
  // Luxon may take either reading of a doubled hour; the earlier one is the first that a person sees on the clock.
  const [first] = wanted.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
  return (first ?? wanted).toJSDate();
}
