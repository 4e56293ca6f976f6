import { describe, expect, test } from '@jest/globals';
import { monthLine } from '../../../src/web/pictures/month-line.js';
import { payHistogram } from '../../../src/web/pictures/pay-histogram.js';

const year = Array.from({ length: 12 }, (_, i) => ({
  month: `2026-${String(i + 1).padStart(2, '0')}`,
  median: 80_000 + i * 1_000,
}));

describe('the line of months', () => {
  test('stays within the picture, rises where pay rises, and its scale begins at nothing', () => {
    const drawn = monthLine(year)!;
    for (const { x, y } of drawn.points) {
      expect(x).toBeGreaterThan(drawn.left);
      expect(x).toBeLessThan(drawn.right);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(drawn.height);
    }
    const heights = drawn.points.map(({ y }) => y);
    expect(heights).toEqual([...heights].sort((a, b) => b - a));
    expect(drawn.ticks[0]!.pay).toBe(0);
    expect(drawn.path.match(/[ML]/g)!.length).toBeGreaterThan(0);
  });

  test('names four months, the last among them', () => {
    expect(monthLine(year)!.months.map(({ month }) => month)).toEqual(['2026-04', '2026-08', '2026-12']);
    expect(monthLine(year.slice(0, 4))!.months).toHaveLength(4);
  });

  test('a month of which too little is known is a gap, not a zero', () => {
    const gap = year.map((month, i) => (i === 5 ? { ...month, median: null } : month));
    const drawn = monthLine(gap)!;
    expect(drawn.points).toHaveLength(11);
    expect(drawn.path.match(/M/g)).toHaveLength(2);
  });

  test('one month is no line', () => {
    expect(monthLine([year[0]!, { month: '2026-02', median: null }])).toBeNull();
  });
});

describe('the histogram of pay', () => {
  const bins = Array.from({ length: 10 }, (_, i) => ({
    from: i === 0 ? null : 40_000 + i * 10_000,
    to: i === 9 ? null : 50_000 + i * 10_000,
    jobs: (i + 1) * 3,
  }));

  test('has a bar for each bin, as high as its jobs, standing on the base', () => {
    const drawn = payHistogram(bins)!;
    expect(drawn.bars).toHaveLength(10);
    const [first, last] = [drawn.bars[0]!, drawn.bars[9]!];
    expect(last.height / first.height).toBeCloseTo(10, 0);
    for (const { y, height, x, width } of drawn.bars) {
      expect(y + height).toBeCloseTo(drawn.base, 0);
      expect(x + width).toBeLessThanOrEqual(drawn.right + 0.1);
    }
  });

  test('names edges between bins, and whole jobs beside it', () => {
    const { edges, ticks } = payHistogram(bins)!;
    expect(edges.map(({ pay }) => pay)).toEqual([50_000, 80_000, 110_000]);
    expect(ticks.every(({ jobs }) => Number.isInteger(jobs))).toBe(true);
  });

  test('two bins are no distribution', () => {
    expect(payHistogram(bins.slice(0, 2))).toBeNull();
  });
});
