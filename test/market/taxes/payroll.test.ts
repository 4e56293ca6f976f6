import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { payroll } from '../../../src/market/taxes/payroll.js';
import { TAX_YEARS, taxRules } from '../../../src/market/taxes/rules.js';

describe('payroll taxes', () => {
  test('50 000 roubles a month under the rules of 2024 give the table of the page that this grew from', () => {
    expect(payroll(50_000, taxRules(2024))).toMatchObject({
      salary: 50_000,
      month: {
        incomeTax: 6_500,
        paidOut: 43_500,
        insurance: { pension: 11_000, medical: 2_550, disability: 1_450, injuries: 100 },
        employer: 15_100,
      },
      total: { allTaxes: 259_200 },
      changes: [],
    });
  });

  // Worked out by hand from the scale and the limit of each year, with exact fractions.
  // Salary a month; for the year: income tax, paid out, pension, medical, disability, injuries, all taxes.
  test.each([
    [2024, 500_000, 800_000, 5_200_000, 867_000, 306_000, 64_525, 12_000, 2_049_525],
    [2025, 50_000, 78_000, 522_000, 132_000, 30_600, 17_400, 1_200, 259_200],
    [2025, 200_000, 312_000, 2_088_000, 528_000, 122_400, 69_600, 4_800, 1_036_800],
    [2025, 300_000, 492_000, 3_108_000, 691_080, 183_600, 80_011, 7_200, 1_453_891],
    [2025, 600_000, 1_098_000, 6_102_000, 1_051_080, 367_200, 80_011, 14_400, 2_610_691],
    [2025, 2_000_000, 4_202_000, 19_798_000, 2_731_080, 1_224_000, 80_011, 48_000, 8_285_091],
    [2026, 98_568, 153_766, 1_029_050, 260_219.52, 60_323.62, 34_301.66, 2_365.63, 510_976.43],
    [2026, 250_000, 402_000, 2_598_000, 657_480, 153_000, 86_391, 6_000, 1_304_871],
    [2026, 450_000, 774_000, 4_626_000, 897_480, 275_400, 86_391, 10_800, 2_044_071],
    [2026, 1_000_000, 1_962_000, 10_038_000, 1_557_480, 612_000, 86_391, 24_000, 4_241_871],
    [2026, 5_000_000, 11_602_000, 48_398_000, 6_357_480, 3_060_000, 86_391, 120_000, 21_225_871],
  ])(
    '%i, %i roubles a month',
    (year, salary, incomeTax, paidOut, pension, medical, disability, injuries, all) => {
      const { total } = payroll(salary, taxRules(year));
      expect(total).toMatchObject({
        incomeTax,
        paidOut,
        insurance: { pension, medical, disability, injuries },
      });
      expect(total.allTaxes).toBe(all);
    },
  );

  test('a salary that crosses two steps of the scale and the base limit says from which month', () => {
    expect(payroll(450_000, taxRules(2026)).changes).toEqual([
      { month: 6, what: 'incomeTax', percent: 15 },
      { month: 7, what: 'insurance', percent: 15.1 },
      { month: 12, what: 'incomeTax', percent: 18 },
    ]);
  });

  test('a year reaches its threshold exactly and nothing changes', () => {
    expect(payroll(200_000, taxRules(2025)).changes).toEqual([]);
  });

  test('what is paid out and what is taken add up to what the employer spends, whatever the salary', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000_000_00 }),
        fc.constantFrom(...TAX_YEARS),
        (kopecks, rules) => {
          const { month, total } = payroll(kopecks / 100, rules);
          for (const [sums, months] of [
            [month, 1],
            [total, 12],
          ] as const) {
            expect(sums.paidOut + sums.allTaxes).toBeCloseTo((kopecks * months) / 100 + sums.employer, 2);
            expect(sums.incomeTax % 1).toBe(0);
          }
          expect(total.incomeTax).toBeLessThanOrEqual(0.22 * 12 * (kopecks / 100) + 0.5);
        },
      ),
    );
  });

  test('a year without rules of its own takes the nearest before it', () => {
    expect(taxRules(2031).year).toBe(2026);
    expect(taxRules(2019).year).toBe(2024);
    expect(TAX_YEARS.map(({ year }) => year)).toEqual([...TAX_YEARS].map(({ year }) => year).sort());
  });

  test.each([0, -5, Number.NaN, 1e12])('%d is no salary', (salary) => {
    expect(() => payroll(salary, taxRules(2026))).toThrow(/above 0 and at most/);
  });
});
