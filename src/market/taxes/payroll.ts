import type { Insurance, Step, TaxRules } from './rules.js';

/** What is taken and what is left. */
interface Sums {
  incomeTax: number;
  paidOut: number;
  insurance: Record<Insurance['kind'], number>;
  /** All that the employer pays on top. */
  employer: number;
  /** The employee's tax and the employer's insurance together. */
  allTaxes: number;
}

/** What a monthly salary costs, in roubles: its first month, and twelve of them by the running yearly sum. */
export interface Payroll {
  year: number;
  /** Accrued a month. */
  salary: number;
  month: Sums;
  total: Sums;
  /** The months (1–12) from which another rate of income tax, or the lower tariff, holds for a part of the pay. */
  changes: { month: number; what: 'incomeTax' | 'insurance'; percent: number }[];
}

const MONTHS = 12;
const MOST = 1_000_000_000;

/**
 * The taxes on a salary of `salary` roubles a month (to the kopeck, above 0, at most a thousand million), under the
 * rules of a year. No deductions, no regional coefficients, the general tariff.
 */
export function payroll(salary: number, rules: TaxRules): Payroll {
  if (!(salary > 0 && salary <= MOST))
    throw new RangeError('A salary is above 0 and at most 1 000 000 000 roubles.');
  const kopecks = Math.round(salary * 100);
  const months = Array.from({ length: MONTHS }, (_, i) => monthOf(kopecks, i, rules));
  return {
    year: rules.year,
    salary: kopecks / 100,
    month: inRoubles(months[0]!),
    total: inRoubles(months.reduce(added)),
    changes: changesOf(kopecks, rules),
  };
}

/**
 * Month `i` (0 is January), in kopecks, whole numbers that add up to the year: each tax is that of the sum up to the
 * month, less that of the sum before it.
 */
function monthOf(
  kopecks: number,
  i: number,
  { incomeTax: steps, insurance, insuranceLimit }: TaxRules,
): Sums {
  const [before, after] = [kopecks * i, kopecks * (i + 1)];
  const incomeTax = wholeRoubles(taxOn(after, steps)) - wholeRoubles(taxOn(before, steps));
  const limit = insuranceLimit * 100;
  const premiums = insurance.map(({ kind, within, beyond }) => {
    const upTo = (sum: number) =>
      percentOf(Math.min(sum, limit), within) + percentOf(Math.max(sum - limit, 0), beyond);
    return [kind, upTo(after) - upTo(before)] as const;
  });
  const employer = premiums.reduce((sum, [, premium]) => sum + premium, 0);
  return {
    incomeTax,
    paidOut: kopecks - incomeTax,
    insurance: Object.fromEntries(premiums) as Sums['insurance'],
    employer,
    allTaxes: incomeTax + employer,
  };
}

/** The tax on a yearly sum, both in kopecks: each rate on its own part of it. */
function taxOn(sum: number, steps: readonly Step[]): number {
  return steps.reduce((tax, { above, percent }, i) => {
    const next = steps[i + 1]?.above ?? Number.POSITIVE_INFINITY;
    const part = Math.min(sum, next * 100) - above * 100;
    return part > 0 ? tax + (part * percent) / 100 : tax;
  }, 0);
}

// Article 52, point 6: a tax is counted in whole roubles, from 50 kopecks upwards a rouble more. Contributions are
// counted in roubles and kopecks (article 431, point 5).
const wholeRoubles = (kopecks: number): number => Math.round(kopecks / 100) * 100;
const percentOf = (kopecks: number, percent: number): number => Math.round((kopecks * percent) / 100);

function changesOf(kopecks: number, { incomeTax, insuranceLimit, insurance }: TaxRules): Payroll['changes'] {
  const beyond = insurance.reduce((sum, { kind, beyond }) => (kind === 'injuries' ? sum : sum + beyond), 0);
  const limits = [
    ...incomeTax.slice(1).map(({ above, percent }) => ({ above, what: 'incomeTax' as const, percent })),
    { above: insuranceLimit, what: 'insurance' as const, percent: beyond },
  ];
  return limits
    .map(({ above, what, percent }) => ({ month: Math.floor((above * 100) / kopecks) + 1, what, percent }))
    .filter(({ month }) => month <= MONTHS)
    .sort((a, b) => a.month - b.month);
}

function added(a: Sums, b: Sums): Sums {
  const insurance = Object.fromEntries(
    Object.entries(a.insurance).map(([kind, sum]) => [kind, sum + b.insurance[kind as Insurance['kind']]]),
  ) as Sums['insurance'];
  return {
    incomeTax: a.incomeTax + b.incomeTax,
    paidOut: a.paidOut + b.paidOut,
    insurance,
    employer: a.employer + b.employer,
    allTaxes: a.allTaxes + b.allTaxes,
  };
}

function inRoubles({ insurance, ...sums }: Sums): Sums {
  const roubles = <T extends object>(of: T) =>
    Object.fromEntries(Object.entries(of).map(([name, kopecks]) => [name, kopecks / 100])) as T;
  return { ...roubles(sums), insurance: roubles(insurance) };
}
