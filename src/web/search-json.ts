import { binsOf } from '../market/bins.js';
import type { Market } from '../market/market-of.js';
import type { CityPay, Pay } from '../market/report.sql.js';
import { payroll } from '../market/taxes/payroll.js';
import { taxRules } from '../market/taxes/rules.js';
import { itemJson } from '../search/item-json.js';
import type { SearchAnswer } from '../search/search-vacancies.js';
import { warningTexts } from '../search/told.js';
import { leadersOf } from './market-view.js';
import type { SearchParameters } from './search-parameters.js';

interface Found {
  parameters: SearchParameters;
  answer: SearchAnswer | null;
  market: Market | null;
}

/**
 * What /vacancies.json answers, pay in roubles a month. `open`, `vacancies` and `items` are of the open vacancies that
 * fit now; all other figures are the market's, by the 12 months before, of vacancies that name the query in the title;
 * they are null and empty where no words were asked or the answer took too long. A cluster counts once.
 */
export function searchJson({ parameters, answer, market }: Found, now: Date) {
  const { query, cities: asked, page } = parameters;
  const { total: open = 0, vacancies = 0, newThisWeek = 0, items = [] } = answer ?? {};
  const { country, cities = [], months = [], experience = [] } = market?.report ?? {};
  const leaders = leadersOf(cities);
  return {
    query,
    city: asked.length === 0 ? null : asked.join(', '),
    updatedAt: (market?.asOf ?? now).toISOString(),
    slow: answer === null,
    warnings: answer === null ? [] : warningTexts(answer.read, 'en'),
    mean: country?.mean ?? null,
    median: country?.median ?? null,
    withPay: country?.withPay ?? null,
    total: country?.total ?? null,
    here: market === null || asked.length === 0 ? null : payOf(market.here),
    cities: cities.map(cityJson),
    leadersByCount: leaders.byCount.map(cityJson),
    leadersByMean: leaders.byMean.map(cityJson),
    employers: (market?.here.employers ?? answer?.employers ?? []).map(({ name, vacancies }) => ({
      name,
      vacancies,
    })),
    professions: market?.professions ?? [],
    months,
    experience,
    pays: binsOf(market?.report.pays ?? []),
    taxes: country?.mean ? payroll(country.mean, taxRules(now.getUTCFullYear())) : null,
    open,
    vacancies,
    newThisWeek,
    page,
    items: items.map(itemJson),
  };
}

const payOf = ({ mean, median, withPay, total }: Pay): Pay => ({ mean, median, withPay, total });
const cityJson = ({ label, ...figures }: CityPay) => ({ city: label, ...payOf(figures) });
