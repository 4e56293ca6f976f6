/** The zones of design/delivery.md §7 D9: whole hours, half an hour, at midnight, in Ramadan, none, and abolished. */
export const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Beirut',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Europe/Volgograd',
] as const;

/** What the clock on the wall shows, by the platform's own tables: an oracle that is not the library under test. */
export interface WallClock {
  date: string;
  time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const shown = new Map<string, WallClock>();

export function wallClock(zone: string, at: Date): WallClock {
  const key = `${zone} ${at.getTime()}`;
  const known = shown.get(key) ?? read(zone, at);
  shown.set(key, known);
  return known;
}

function read(zone: string, at: Date): WallClock {
  let format = formats.get(zone);
  if (format === undefined) {
    const numeric = '2-digit';
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      hourCycle: 'h23',
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { date: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}` };
}

/** Every instant, a quarter of an hour apart, at which the wall clock comes to `time`: two in a doubled hour, none in a missing one. */
export function instantsAt(
  zone: string,
  time: string,
  { from, to }: { from: Date; to: Date },
): Map<string, Date[]> {
  const found = new Map<string, Date[]>();
  for (let ms = from.getTime(); ms < to.getTime(); ms += 15 * 60_000) {
    const at = new Date(ms);
    const wall = wallClock(zone, at);
    const known = found.get(wall.date) ?? [];
    found.set(wall.date, wall.time === time ? [...known, at] : known);
  }
  return found;
}
