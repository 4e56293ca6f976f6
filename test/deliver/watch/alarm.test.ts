import { describe, expect, test } from '@jest/globals';
import { alarmOf, type LaneFacts } from '../../../src/deliver/watch/alarm.js';
import { later, NOW } from '../support.js';

const lane = (given: Partial<LaneFacts> = {}): LaneFacts => ({
  lane: 'gmail',
  oldestDue: null,
  dueSoon: false,
  capped: false,
  failingSince: null,
  lastSentAt: null,
  putOff: 0,
  sent: 0,
  ...given,
});
const watched = { watchedSince: later(-600), watchedAt: NOW };
const alarm = (given: Partial<LaneFacts>, who: typeof watched | null = watched) =>
  alarmOf([lane(given), lane({ lane: 'other' })], who, NOW);

describe('no alarm is raised', () => {
  test.each([
    ['on a quiet night: nothing is due, however long ago the last letter went', { lastSentAt: later(-600) }],
    ['while a backlog is being sent', { oldestDue: later(-120), lastSentAt: later(-1) }],
    [
      'when a breaker has just opened',
      { oldestDue: later(-10), dueSoon: true, failingSince: later(-10), lastSentAt: later(-20) },
    ],
    ['at the end of a daily cap', { oldestDue: later(-300), capped: true, lastSentAt: later(-290) }],
    ['for one letter greylisted at night', { putOff: 3, lastSentAt: later(-300) }],
    ['when a link failed and nothing waits', { failingSince: later(-60), lastSentAt: later(-61) }],
  ])('%s', (_, given) => expect(alarm(given)).toBeNull());

  test('right after a service has come back to a full outbox', () =>
    expect(alarm({ oldestDue: later(-300) }, { watchedSince: later(-14), watchedAt: NOW })).toBeNull());
});

describe('an alarm is raised', () => {
  test.each([
    ['link', { dueSoon: true, failingSince: later(-15), lastSentAt: later(-16) }],
    ['stuck', { oldestDue: later(-15), lastSentAt: later(-15) }],
    ['stuck', { oldestDue: later(-15), lastSentAt: null }],
    ['put-off', { putOff: 5, lastSentAt: later(-60) }],
  ])('%s', (why, given) => expect(alarm(given)).toBe(why));

  test('nobody: letters are due and no process has looked for five minutes, or ever', () => {
    const given = { oldestDue: later(-15), lastSentAt: later(-15) };
    expect(alarm(given, { watchedSince: later(-60), watchedAt: later(-5) })).toBe('nobody');
    expect(alarm(given, null)).toBe('nobody');
  });
});
