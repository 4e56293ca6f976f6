import type { Payroll } from '../market/taxes/payroll.js';
import { taxRules } from '../market/taxes/rules.js';

/** The rows of the table of payroll taxes (templates/partials/taxes.hbs), in the order in which people read it. */
export function taxesView({ year, salary, month, total, changes }: Payroll) {
  const rules = taxRules(year);
  const percent = Object.fromEntries(rules.insurance.map(({ kind, within }) => [kind, within]));
  return {
    // As text: a year has no spaces between its thousands.
    year: String(year),
    salary,
    rows: [
      { kind: 'accrued', percent: null, month: salary, total: salary * 12 },
      {
        kind: 'incomeTax',
        percent: rules.incomeTax[0]!.percent,
        month: month.incomeTax,
        total: total.incomeTax,
      },
      { kind: 'paidOut', percent: null, month: month.paidOut, total: total.paidOut },
      ...rules.insurance.map(({ kind }) => ({
        kind,
        percent: percent[kind]!,
        month: month.insurance[kind],
        total: total.insurance[kind],
      })),
      { kind: 'employer', percent: null, month: month.employer, total: total.employer },
    ],
    allTaxes: total.allTaxes,
    changes,
  };
}
