import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CountedIds } from '../../src/collect/counted-ids.js';
import type { Fate } from '../../src/collect/take-postings.js';

describe('the ids that a run has counted', () => {
  test('are remembered as a map would', () => {
    const fates = fc.constantFrom<Fate>('waits', 'added', 'changed', 'unchanged', 'returned');
    const step = fc.tuple(fc.string({ maxLength: 3 }), fc.option(fates));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 1_500, size: 'max' }), (steps) => {
        const [ours, map] = [new CountedIds(), new Map<string, Fate>()];
        for (const [id, fate] of steps) {
          if (fate === null) {
            ours.forget(id);
            map.delete(id);
          } else {
            ours.set(id, fate);
            map.set(id, fate);
          }
          if (ours.get(id) !== map.get(id) || ours.has(id) !== map.has(id)) return false;
        }
        return steps.every(([id]) => ours.get(id) === map.get(id));
      }),
      { numRuns: 5 },
    );
  });

  test.each([
    ['numbers', (n: number) => String(n)],
    ['numbers behind a name', (n: number) => `vacancy-${n}`],
    ['addresses', (n: number) => `https://board.example/vacancy/${n}/?from=feed`],
    ['numbers far apart', (n: number) => String(n * 65_536)],
  ])('are told apart when they are %s', (_, idOf) => {
    const ids = new CountedIds();
    let mistaken = 0;
    for (let n = 0; n < 40_000; n++) {
      if (ids.has(idOf(n))) mistaken++;
      ids.set(idOf(n), 'added');
    }
    expect(mistaken).toBe(0);
  });
});
