import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { binsOf } from '../../src/market/bins.js';

const paysOf = (sums: number[]) =>
  [...new Set(sums)]
    .sort((a, b) => a - b)
    .map((pay) => ({ pay, jobs: sums.filter((sum) => sum === pay).length }));

test('the middle is cut into ten bins with round edges, and what lies far out is in the open ones', () => {
  const sums = Array.from({ length: 200 }, (_, i) => 40_000 + i * 500);
  const bins = binsOf(paysOf([...sums, 3_000_000, 1_000]));
  // 2.5 % of 202 jobs lie before 42 000, as many behind 137 000: a tenth of that is 9 500, the next round width 10 000.
  expect(bins.map(({ from, to }) => [from, to])).toEqual([
    [null, 50_000],
    [50_000, 60_000],
    [60_000, 70_000],
    [70_000, 80_000],
    [80_000, 90_000],
    [90_000, 100_000],
    [100_000, 110_000],
    [110_000, 120_000],
    [120_000, 130_000],
    [130_000, null],
  ]);
  expect(bins.map(({ jobs }) => jobs)).toEqual([21, 20, 20, 20, 20, 20, 20, 20, 20, 21]);
});

test('nothing stated has no bins, one sum has one', () => {
  expect(binsOf([])).toEqual([]);
  expect(binsOf(paysOf([79_000, 79_000]))).toEqual([{ from: null, to: null, jobs: 2 }]);
});

test('every job is in one bin, whatever is paid', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2_000_000_000 }), { minLength: 1 }), (sums) => {
      const bins = binsOf(paysOf(sums));
      expect(bins.length).toBeLessThanOrEqual(10);
      for (const { from, to, jobs } of bins) {
        const inside = sums.filter((sum) => (from === null || sum >= from) && (to === null || sum < to));
        expect(inside).toHaveLength(jobs);
      }
      expect(bins.reduce((all, { jobs }) => all + jobs, 0)).toBe(sums.length);
    }),
  );
});
