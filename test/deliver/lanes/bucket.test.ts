import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  burstOf,
  putBack,
  refill,
  slowDown,
  takeTokens,
  untilToken,
} from '../../../src/deliver/lanes/bucket.js';
import { lane, NOON, seconds } from './lane.js';

test('a lane that has rested may send ten seconds’ worth at once, and no more', () => {
  expect(refill(lane(), 600, NOON).tokens).toBe(100);
  expect(refill(lane({ refilledAt: NOON }), 600, seconds(3600)).tokens).toBe(100);
  expect(burstOf(1)).toBe(1);
});

test('over any length of time no more is taken than the rate and one burst allow, however the takers ask', () => {
  const step = fc.record({ wait: fc.integer({ min: 0, max: 5000 }), want: fc.integer({ min: 1, max: 300 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 6000 }), (steps, rate) => {
      let [bucket, ms, total] = [lane(), 0, 0];
      for (const { wait, want } of steps) {
        ms += wait;
        const { lane: left, taken } = takeTokens(refill(bucket, rate, seconds(ms / 1000)), want);
        bucket = left;
        total += taken;
      }
      expect(total).toBeLessThanOrEqual(burstOf(rate) + (rate * ms) / 60_000 + 1e-6);
    }),
  );
});

test('what was not used can be used later; what urgent letters took beyond it is owed, at most ten seconds’ worth', () => {
  const used = takeTokens(refill(lane(), 600, NOON), 100).lane;
  expect(putBack(used, 40, 600).tokens).toBe(40);
  expect(putBack(used, -30, 600).tokens).toBe(-30);
  expect(putBack(used, -1000, 600).tokens).toBe(-100);
  expect(untilToken(putBack(used, -9, 600), 600)).toBe(1000);
});

describe('"too many"', () => {
  test('halves the rate once for what was under way together, and again if it is said again later', () => {
    const slow = slowDown(refill(lane(), 600, NOON), NOON);
    expect(slow).toMatchObject({ pace: 0.5, tokens: 0 });
    expect(slowDown(slow, seconds(5)).pace).toBe(0.5);
    expect(slowDown(slow, seconds(11)).pace).toBe(0.25);
  });

  test('never stops a lane, and a tenth of the full rate comes back each minute', () => {
    let slow = lane({ refilledAt: NOON });
    for (let n = 0; n < 20; n += 1) slow = slowDown(slow, seconds(20 * n));
    expect(slow.pace).toBe(1 / 64);
    expect(refill(lane({ pace: 0.5, refilledAt: NOON }), 600, seconds(120)).pace).toBeCloseTo(0.7);
    expect(refill(lane({ pace: 0.5, refilledAt: NOON }), 600, seconds(600)).pace).toBe(1);
  });
});

test('a clock set back gives nothing and takes nothing, and the bucket fills on from there', () => {
  const ahead = lane({ tokens: 3, refilledAt: seconds(3600) });
  const back = refill(ahead, 600, NOON);
  expect(back.tokens).toBe(3);
  expect(refill(back, 600, seconds(1)).tokens).toBe(13);
});
