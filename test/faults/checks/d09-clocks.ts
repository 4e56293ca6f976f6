import { nextSlot } from '../../../src/compose/slots.js';
import { compose, match } from '../../compose/support.js';
import { buildSavedSearch, buildSubscriber, buildVacancy } from '../../support/build.js';
import type { Bench, Check, Verdict } from '../harness/bench.js';
import { instantsAt, wallClock, ZONES } from '../harness/local-dates.js';

const DAYS = 400;
const DAY = 86_400_000;
const HOUR = 3_600_000;
const FROM = new Date('2026-01-10T00:00:00Z');
// In the doubled and the missing hours of these zones, and far from them.
const TIMES = ['00:30', '02:15', '09:00', '23:45'];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Four hundred days of eight zones' clocks, and clocks that jump. */
export const everyClock: Check = {
  id: 'D9',
  promise:
    'across DST of 8 zones, 400 days, and with clocks that jump by an hour: one digest for each local date',
  async run(bench: Bench): Promise<Verdict> {
    const pure = ZONES.flatMap((zone) => TIMES.map((time) => walk(zone, time)));
    const stored = await live(bench);
    return {
      figures: {
        zones: ZONES.length,
        'slots by arithmetic': pure.reduce((sum, { slots }) => sum + slots, 0),
        'days lived in the database': stored.days,
        'digests there': stored.digests,
      },
      wrong: [...pure.flatMap(({ wrong }) => wrong), ...stored.wrong],
    };
  },
};

/** Slot after slot; each local date has one, at its first such hour or, where there is none, an hour later. */
function walk(zone: string, sendAt: string): { slots: number; wrong: string[] } {
  const to = new Date(FROM.getTime() + DAYS * DAY);
  const wanted = [...instantsAt(zone, sendAt, { from: FROM, to })].slice(1, -1);
  const wrong: string[] = [];
  let after = new Date((wanted[0]?.[1][0]?.getTime() ?? 0) - 1);
  for (const [date, instants] of wanted) {
    const slot = nextSlot({ sendAt, days: EVERY_DAY, zone }, after);
    const first = instants[0];
    const fits =
      first === undefined ? wallClock(zone, slot.at).date === date : slot.at.getTime() === first.getTime();
    if (slot.date !== date || !fits)
      wrong.push(`${zone} ${sendAt}: ${date} got ${slot.date} at ${slot.at.toISOString()}`);
    after = slot.at;
  }
  return { slots: wanted.length, wrong };
}

/** People of all zones and the real step, on the days around each change of the clocks, with a clock that jumps. */
async function live(bench: Bench) {
  const { dataSource: db } = await bench.database();
  const zoneOf = new Map<string, string>();
  const since = new Date(FROM.getTime() - DAY);
  for (const zone of ZONES) {
    const subscriberId = await buildSubscriber(db, { zone, sendAt: '09:00', confirmedAt: since });
    await db.query('update subscriber set created_at = $2, changed_at = $2 where id = $1', [
      subscriberId,
      since,
    ]);
    await buildSavedSearch(db, { subscriberId, query: 'повар', confirmedAt: since });
    zoneOf.set(subscriberId, zone);
  }
  const days = daysToLive(bench.sizes.days);
  const due = new Set<string>();
  for (const day of days) {
    bench.signal.throwIfAborted();
    for (const tick of ticksOf(day)) {
      if (tick.news) {
        await buildVacancy(db, { title: 'Повар', firstSeenAt: tick.at });
        await match(db, tick.at);
      }
      for (const zone of tick.zones) due.add(`${zone} ${wallClock(zone, tick.at).date}`);
      await compose(db, tick.at);
    }
  }
  const digests = await db.query<{ subscriber_id: string; slot: string }[]>(
    'select subscriber_id, slot from digest',
  );
  const told = digests.map(({ subscriber_id: id, slot }) => `${zoneOf.get(id)} ${slot}`);
  const missing = [...due].filter((one) => !told.includes(one));
  const twice = told.filter((one, n) => told.indexOf(one) !== n);
  return {
    days: days.length,
    digests: told.length,
    wrong: [...missing.map((one) => `${one}: no digest`), ...twice.map((one) => `${one}: two digests`)],
  };
}

/** The UTC days on which, or next to which, a zone's clock changes. */
function daysToLive(days: number): Date[] {
  const all = Array.from({ length: days }, (_, n) => new Date(FROM.getTime() + n * DAY));
  const offset = (zone: string, at: Date) => wallClock(zone, at).time;
  return all.filter((day) =>
    ZONES.some(
      (zone) => offset(zone, new Date(day.getTime() - DAY)) !== offset(zone, new Date(day.getTime() + DAY)),
    ),
  );
}

interface Tick {
  at: Date;
  zones: string[];
  news: boolean;
}

/** News, then each zone's nine o'clock; after each the clock is an hour slow, and then an hour fast. */
function ticksOf(day: Date): Tick[] {
  const to = new Date(day.getTime() + DAY);
  const slots = ZONES.flatMap((zone) =>
    [...instantsAt(zone, '09:00', { from: day, to }).values()].flat().map((at) => ({ zone, at })),
  ).sort((one, other) => one.at.getTime() - other.at.getTime());
  const moved = (at: Date, ms: number) => new Date(at.getTime() + ms);
  return [
    { at: day, zones: [], news: true },
    ...slots.flatMap(({ zone, at }): Tick[] => [
      { at: moved(at, 60_000), zones: [zone], news: true },
      { at: moved(at, 60_000 - HOUR), zones: [], news: false },
      { at: moved(at, 60_000 + HOUR), zones: [], news: false },
    ]),
  ];
}
