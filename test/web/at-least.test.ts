import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { atLeast } from '../../src/web/at-least.js';

const timed = async (work: Promise<string>) => {
  const began = performance.now();
  const answer = await atLeast(work).catch((error: Error) => error.message);
  return { answer, steps: (performance.now() - began) / 200 };
};

test('an answer that must not tell how long its work took comes at a step of 200 ms, whatever it says', async () => {
  const [quick, slow, failed] = await Promise.all([
    timed(sleep(5, 'quick')),
    timed(sleep(250, 'slow')),
    timed(Promise.reject(new Error('failed'))),
  ]);
  expect([quick.answer, slow.answer, failed.answer]).toEqual(['quick', 'slow', 'failed']);
  // A timer may ring a millisecond early, and late on a busy machine.
  for (const { steps } of [quick, failed]) expect(steps).toBeGreaterThan(0.99);
  expect(slow.steps).toBeGreaterThan(1.99);
});
