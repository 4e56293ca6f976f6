import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { isTimely, nextSlot, nightAfter, slotDate, type Timetable } from '../../src/compose/slots.js';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const daily = (sendAt: string, zone: string, days = EVERY_DAY): Timetable => ({ sendAt, zone, days });
const at = (text: string) => new Date(text);

describe('the next slot', () => {
  test('is today while its hour is ahead, else tomorrow', () => {
    const nine = daily('09:00', 'Europe/Moscow');
    expect(nextSlot(nine, at('2026-11-24T05:59:59Z'))).toEqual({
      at: at('2026-11-24T06:00:00Z'),
      date: '2026-11-24',
    });
    expect(nextSlot(nine, at('2026-11-24T06:00:00Z'))).toEqual({
      at: at('2026-11-25T06:00:00Z'),
      date: '2026-11-25',
    });
  });

  test('is on a chosen weekday only', () => {
    // 24 November 2026 is a Tuesday.
    const mondays = daily('09:30', 'Asia/Vladivostok', [1]);
    expect(nextSlot(mondays, at('2026-11-24T00:00:00Z'))).toEqual({
      at: at('2026-11-29T23:30:00Z'),
      date: '2026-11-30',
    });
  });

  test('of a doubled hour is the first one', () => {
    // Berlin, 25 October 2026: 02:30 comes at 00:30Z (summer time) and again at 01:30Z.
    const night = daily('02:30', 'Europe/Berlin');
    expect(nextSlot(night, at('2026-10-24T12:00:00Z')).at).toEqual(at('2026-10-25T00:30:00Z'));
    expect(nextSlot(night, at('2026-10-25T00:30:00Z')).at).toEqual(at('2026-10-26T01:30:00Z'));
  });

  test('of a missing hour is the next one', () => {
    // Berlin, 29 March 2026: 02:00 becomes 03:00, so 02:30 is 03:30 summer time.
    expect(nextSlot(daily('02:30', 'Europe/Berlin'), at('2026-03-28T12:00:00Z')).at).toEqual(
      at('2026-03-29T01:30:00Z'),
    );
  });

  test.each([
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'America/Santiago',
    'Asia/Beirut',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'Europe/Volgograd',
  ])('comes exactly once on each of 400 local dates in %s, whatever the hour', (zone) => {
    for (const sendAt of ['00:00', '00:30', '02:30', '09:00', '23:59']) {
      let now = at('2026-01-01T12:00:00Z');
      const dates: string[] = [];
      for (let i = 0; i < 400; i++) {
        const slot = nextSlot(daily(sendAt, zone), now);
        expect(slot.date).toBe(slotDate({ zone }, slot.at));
        dates.push(slot.date);
        now = slot.at;
      }
      const first = DateTime.fromISO(dates[0]!, { zone: 'UTC' });
      expect(dates).toEqual(dates.map((_, i) => first.plus({ days: i }).toFormat('yyyy-MM-dd')));
    }
  });

  test('leaves out a date that a zone never had', () => {
    // Apia went from 29 December 2011 straight to the 31st.
    const slot = nextSlot(daily('09:00', 'Pacific/Apia'), at('2011-12-29T20:00:00Z'));
    expect(slot.date).toBe('2011-12-31');
  });
});

describe('a slot is answered', () => {
  const nine = daily('09:00', 'Europe/Moscow');
  const slot = at('2026-11-24T06:00:00Z');

  test('up to six hours late', () => {
    expect(isTimely(nine, slot, at('2026-11-24T12:00:00Z'))).toBe(true);
    expect(isTimely(nine, slot, at('2026-11-24T12:00:01Z'))).toBe(false);
  });

  test('not at night, unless the person chose the night', () => {
    const evening = daily('20:00', 'Europe/Moscow');
    expect(isTimely(evening, at('2026-11-24T17:00:00Z'), at('2026-11-24T18:59:00Z'))).toBe(true);
    expect(isTimely(evening, at('2026-11-24T17:00:00Z'), at('2026-11-24T19:00:00Z'))).toBe(false);
    expect(
      isTimely(daily('23:00', 'Europe/Moscow'), at('2026-11-24T20:00:00Z'), at('2026-11-24T20:05:00Z')),
    ).toBe(true);
  });

  test('a letter of the day knows the night after it, in its reader’s zone; one for the night has none', () => {
    const now = at('2026-11-24T06:00:00Z');
    expect(nightAfter(daily('09:00', 'Europe/Moscow'), now)).toEqual({
      from: at('2026-11-24T19:00:00Z'),
      until: at('2026-11-25T05:00:00Z'),
    });
    expect(nightAfter(daily('16:00', 'Asia/Vladivostok'), now)?.from).toEqual(at('2026-11-24T12:00:00Z'));
    expect(nightAfter(daily('23:00', 'Europe/Moscow'), now)).toBeNull();
    // The clocks go back in this night: it has eleven hours.
    expect(nightAfter(daily('09:00', 'Europe/Berlin'), at('2026-10-24T08:00:00Z'))).toEqual({
      from: at('2026-10-24T20:00:00Z'),
      until: at('2026-10-25T07:00:00Z'),
    });
  });
});
