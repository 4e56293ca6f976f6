import { compose } from '../../compose/support.js';
import type { Bench, Check, Verdict } from '../harness/bench.js';
import { sendFrom } from '../harness/in-process.js';
import { wallClock } from '../harness/local-dates.js';
import { buildPeople, DUE } from '../harness/people.js';

const HOUR = 3_600_000;
const ZONE = 'Europe/Moscow';
const DOWN_HOURS = 24;
const UP_HOURS = 24;

/** A relay that is away for a day, until the late evening, while news waits for everybody. */
export const relayDown: Check = {
  id: 'D8',
  promise: 'the relay down for 24 h, then up: one digest each, and none between 22 and 8 of their time',
  async run(bench: Bench): Promise<Verdict> {
    const { dataSource: db } = await bench.database();
    const { people } = bench.sizes;
    await buildPeople(db, people);
    const relay = await bench.relay();
    const step = sendFrom(bench, { db, relay, connections: 5 });
    // From nine in the evening to nine in the evening: it comes back just before the night.
    const begin = DUE.getTime() - 12 * HOUR;
    const inHour = new Map<string, number>();
    await relay.down();
    for (let hour = 0; hour < DOWN_HOURS + UP_HOURS + 14; hour++) {
      bench.signal.throwIfAborted();
      if (hour === DOWN_HOURS + 2) await relay.up();
      const now = new Date(begin + hour * HOUR);
      await compose(db, now);
      const before = relay.book.copies.length;
      // Twice: a breaker that had been open sends one letter to try, and the rest when that has gone.
      await step.run(now);
      await step.run(new Date(now.getTime() + HOUR / 3));
      const { time } = wallClock(ZONE, now);
      inHour.set(time, (inHour.get(time) ?? 0) + relay.book.copies.length - before);
    }
    const readers = new Set(relay.book.copies.map(({ to }) => to));
    const atNight = [...inHour].filter(([time]) => time < '08:00' || time >= '22:00');
    const nightly = atNight.reduce((sum, [, letters]) => sum + letters, 0);
    const wrong: string[] = [];
    if (readers.size !== people) wrong.push(`${readers.size} of ${people} people were written to`);
    if (relay.book.copies.length > people)
      wrong.push(`${relay.book.copies.length - people} digests too many`);
    if (nightly > 0) wrong.push(`${nightly} letters came at night`);
    return { figures: { people, digests: relay.book.copies.length, 'at night': nightly }, wrong };
  },
};
