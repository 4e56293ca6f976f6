import { itemJson } from '../search/item-json.js';
import type { SearchAnswer } from '../search/search-vacancies.js';
import { warningTexts } from '../search/told.js';
import type { SearchParameters } from './search-parameters.js';

/**
 * What /vacancies.json answers. Pay in roubles a month; figures are of the open vacancies that fit now, a cluster counted
 * once. `slow` means that nothing could be told in time.
 */
export function searchJson(parameters: SearchParameters, answer: SearchAnswer | null, now: Date) {
  const { query, cities: asked, page } = parameters;
  const { total = 0, vacancies = 0, newThisWeek = 0, withPay = 0, mean = null, median = null } = answer ?? {};
  const { cities = [], employers = [], items = [] } = answer ?? {};
  return {
    query,
    city: asked.length === 0 ? null : asked.join(', '),
    updatedAt: now.toISOString(),
    slow: answer === null,
    warnings: answer === null ? [] : warningTexts(answer.read, 'en'),
    total,
    vacancies,
    newThisWeek,
    withPay,
    mean,
    median,
    cities: cities.map(({ label, ...figures }) => ({ city: label, ...figures })),
    employers: employers.map(({ name, vacancies }) => ({ name, vacancies })),
    page,
    items: items.map(itemJson),
  };
}
