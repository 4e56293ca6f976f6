import { formatMonth } from '../kit/dates.js';
import type { Language } from '../kit/i18n.js';
import { binsOf } from '../market/bins.js';
import type { Market } from '../market/market-of.js';
import type { CityPay, Pay } from '../market/report.sql.js';
import { payroll } from '../market/taxes/payroll.js';
import { taxRules } from '../market/taxes/rules.js';
import { monthLine } from './pictures/month-line.js';
import { payHistogram } from './pictures/pay-histogram.js';
import { hrefOf } from './search-page.js';
import { NO_PARAMETERS, type SearchParameters } from './search-parameters.js';
import { taxesView } from './taxes-view.js';

const LEADERS = 5;
const SHOWN_CITIES = 10;

interface Given {
  parameters: SearchParameters;
  language: Language;
}

/** What templates/partials/market-report.hbs shows; null where there is nothing to tell. */
export function marketView(market: Market | null, { parameters, language }: Given) {
  if (market === null || market.report.country.total === 0) return null;
  const { report, here, asOf, professions } = market;
  const { country, experience, pays } = report;
  const cities = report.cities.map((city) => ({ ...city, href: inCity(parameters, city.label) }));
  const most = Math.max(1, ...cities.slice(0, SHOWN_CITIES).map(({ median }) => median ?? 0));
  const rows = cities.map((city) => ({ ...city, share: Math.round(((city.median ?? 0) / most) * 100) }));
  const months = report.months.map((month) => ({ ...month, name: formatMonth(month.month, language) }));
  const line = monthLine(report.months);
  return {
    asOf,
    country,
    told: country.mean !== null,
    here: parameters.cities.length === 0 ? null : { ...pickPay(here), where: parameters.cities.join(', ') },
    ...leadersOf(cities),
    shown: rows.slice(0, SHOWN_CITIES),
    others: rows.slice(SHOWN_CITIES),
    experience: experience.sort((a, b) => ORDER.indexOf(a.experience) - ORDER.indexOf(b.experience)),
    line: line && {
      ...line,
      months: line.months.map((month) => ({ ...month, name: formatMonth(month.month, language) })),
    },
    months,
    histogram: payHistogram(binsOf(pays)),
    professions: professions.map(({ name, vacancies }) => ({
      name,
      n: vacancies,
      href: hrefOf({ ...NO_PARAMETERS, query: name, cities: parameters.cities }),
    })),
    taxes: country.mean === null ? null : taxesView(payroll(country.mean, taxRules(asOf.getUTCFullYear()))),
  };
}

const ORDER = ['none', '1-3', '3-6', '6+', 'unknown'];

/** The cities with the most jobs, and those that pay most on average. */
export function leadersOf<C extends CityPay>(cities: readonly C[]): { byCount: C[]; byMean: C[] } {
  const told = cities.filter(({ mean }) => mean !== null);
  return {
    byCount: cities.slice(0, LEADERS),
    byMean: told.toSorted((a, b) => b.mean! - a.mean!).slice(0, LEADERS),
  };
}

const pickPay = ({ total, withPay, mean, median }: Pay): Pay => ({ total, withPay, mean, median });

const inCity = (parameters: SearchParameters, label: string): string =>
  hrefOf({ ...parameters, cities: [label], page: 1 });
