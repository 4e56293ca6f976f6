import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ordinaryOf } from '../../../src/deliver/lanes/allowance.js';
import { noteMarks } from '../../../src/deliver/lanes/breaker.js';
import { type LaneState, RELAY } from '../../../src/deliver/lanes/lane-state.js';
import { countReply, replyTime } from '../../../src/deliver/lanes/reply-times.js';
import { emptyReport, marksOf, type Report } from '../../../src/deliver/lanes/report.js';
import { takeShare } from '../../../src/deliver/lanes/shares.js';
import { type Visit, visitLanes } from '../../../src/deliver/lanes/visit.js';
import { turnDay } from '../../../src/deliver/lanes/warm-up.js';
import { lane, NOON, seconds } from './lane.js';

const visit = (given: Partial<Visit> = {}): Visit => ({
  owner: 'me',
  at: NOON,
  settings: { ratePerMinute: 600, connections: 5, warmUp: false },
  reports: new Map(),
  back: new Map(),
  leaving: false,
  complaints: new Map(),
  ...given,
});
const report = (given: Partial<Report>) => new Map([['gmail', { ...emptyReport(), ...given }]]);
const relay = lane({ name: RELAY });

describe('a visit', () => {
  test('grants a second and a half of the rate beside a letter for each connection', () => {
    const { grants, lanes } = visitLanes([lane(), relay], visit());
    expect(grants).toEqual([{ lane: 'gmail', tokens: 20, slots: 5, probe: false, shut: null, wait: 0 }]);
    expect(lanes[0]).toMatchObject({ tokens: 80, dayTaken: 20 });
  });

  test('grants nothing on any lane while the relay does not answer, then one letter to one process', () => {
    const down = noteMarks(relay, ['-', '-', '-', '-', '-'], NOON);
    const shut = visitLanes([lane(), lane({ name: 'other' }), down], visit());
    expect(shut.grants.map(({ slots, shut: why }) => [slots, why])).toEqual([
      [0, 'breaker'],
      [0, 'breaker'],
    ]);
    const first = visitLanes(shut.lanes, visit({ at: seconds(31) }));
    expect(first.relayProbe).toBe(true);
    expect(visitLanes(first.lanes, visit({ at: seconds(32), owner: 'other' })).grants[0]?.slots).toBe(0);
  });

  test('slows a lane that said "too many", and the others not', () => {
    const { lanes } = visitLanes(
      [lane(), lane({ name: 'other' }), relay],
      visit({ reports: report({ slowed: true, deferred: 1, marks: ['+'] }) }),
    );
    expect(lanes.map(({ pace }) => pace)).toEqual([0.5, 1, 1]);
    expect(lanes[0]?.dayDeferred).toBe(1);
  });

  test('an operator’s own rate and connections hold against the settings', () => {
    const own = lane({ ratePerMinute: 60, maxInflight: 2 });
    expect(visitLanes([own, relay], visit()).grants[0]).toMatchObject({ tokens: 7, slots: 2 });
  });
});

describe('while warming up', () => {
  const warm = (given: Partial<LaneState>, at = NOON, complaints = 0) =>
    visitLanes(
      [lane(given), relay],
      visit({
        at,
        complaints: new Map([['gmail', complaints]]),
        settings: { ratePerMinute: 60_000, connections: 5, warmUp: true },
      }),
    );

  test('a lane sends 200 letters on its first day, 300 on the second, then half as many more each day', () => {
    expect(warm({}).grants[0]?.tokens).toBe(200);
    expect(warm({ dayTaken: 200 }).grants[0]).toMatchObject({ tokens: 0, shut: 'cap' });
    expect(warm({ day: '2026-11-23', dayTaken: 200 }).grants[0]?.tokens).toBe(300);
    expect(warm({ warmDays: 3 }).grants[0]?.tokens).toBe(675);
  });

  test('it stays at its step after a day without letters, with 5 % deferred or 0.1 % complained', () => {
    const next = (given: Partial<LaneState>, complaints = 0) =>
      turnDay(lane({ day: '2026-11-23', ...given }), NOON, complaints).warmDays;
    expect(next({ dayTaken: 1000, dayDeferred: 50 }, 1)).toBe(1);
    expect(next({ dayTaken: 1000, dayDeferred: 51 })).toBe(0);
    expect(next({ dayTaken: 1000 }, 2)).toBe(0);
    expect(next({})).toBe(0);
  });
});

describe('connections are shared', () => {
  test('evenly and never more than there are, whoever asks, leaves or dies', () => {
    const event = fc.record({
      owner: fc.constantFrom('a', 'b', 'c', 'd'),
      wait: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 50 }), fc.integer({ min: 1, max: 12 }), (events, most) => {
        let [row, time] = [lane(), 0];
        for (const { owner, wait } of events) {
          time += wait;
          const at = seconds(time);
          row = takeShare(row, { owner, wanted: 5, inflight: 0, most, at }).lane;
          const live = Object.values(row.holders).filter(({ until }) => new Date(until) > at);
          expect(live.reduce((sum, { slots }) => sum + slots, 0)).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  test('a newcomer gets its part once the others have come by', () => {
    const ask = (row: LaneState, owner: string) =>
      takeShare(row, { owner, wanted: 5, inflight: 0, most: 5, at: NOON });
    const a = ask(lane(), 'a');
    const b = ask(a.lane, 'b');
    const again = ask(b.lane, 'a');
    expect([a.slots, b.slots, again.slots, ask(again.lane, 'b').slots]).toEqual([5, 0, 3, 2]);
  });

  test('a fifth of them, at least one, is kept for confirm and login letters', () => {
    expect([1, 2, 5, 10, 50].map(ordinaryOf)).toEqual([1, 1, 4, 8, 40]);
  });
});

describe('what an outcome says of the road', () => {
  const said = { code: null, enhanced: null, reason: '' };
  test.each([
    ['sent', marksOf({ kind: 'sent', relayId: '', code: 250, enhanced: null }), '+', '+'],
    ['550', marksOf({ kind: 'refused', ...said, code: 550, enhanced: '5.1.1' }), '+', '+'],
    ['450', marksOf({ kind: 'retry', ...said, code: 450 }), '+', '+'],
    ['no connection', marksOf({ kind: 'link', ...said }), '-', null],
    ['421', marksOf({ kind: 'link', ...said, code: 421 }), null, '-'],
    ['535', marksOf({ kind: 'link', ...said, code: 535, enhanced: '5.7.8' }), '!', null],
    ['5.7.26', marksOf({ kind: 'link', ...said, code: 550, enhanced: '5.7.26' }), null, '!'],
    ['silence after the dot', marksOf({ kind: 'inDoubt', ...said }), '-', null],
  ])('%s', (_, marks, ofRelay, ofLane) => expect(marks).toEqual({ relay: ofRelay, lane: ofLane }));
});

test('the time within which answers came is read from their counts, near enough', () => {
  let counts: number[] = [];
  for (let n = 1; n <= 1000; n += 1) counts = countReply(counts, n);
  expect(replyTime(counts, 0.5)).toBeCloseTo(500, -1);
  expect(replyTime(counts, 0.99)).toBeCloseTo(990, -1);
  expect(replyTime(countReply([], 3_000_000), 0.5)).toBe(600_000);
  expect(replyTime([], 0.5)).toBeNull();
});
