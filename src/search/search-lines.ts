import { formatPay } from '../kit/money.js';
import type { ReadSearch } from '../language/read-search.js';
import type { ListedVacancy } from './listed.js';
import type { ResolvedCities } from './places.js';
import type { SearchAnswer } from './search-vacancies.js';
import { refusalText, understoodAs, warningTexts } from './told.js';
import type { Wish } from './widen.js';

/** What an answer is to people on a terminal: how much fits, how it was read, then a line a vacancy, tabs between. */
export function answerLines(found: SearchAnswer, cities: ResolvedCities): string {
  const { total, vacancies, items, read, widen } = found;
  const count = `${counted(total, 'vacancy', 'vacancies')} in ${counted(vacancies, 'posting', 'postings')}`;
  const shown = items.length < total ? `${count}, the best ${items.length}` : count;
  return [
    total === 0 ? 'Nothing fits.' : `${shown}:`,
    ...readingLines(read),
    ...(total === 0 && read.tsquery === null ? [refusalText(read, 'en')] : []),
    ...cityLines(cities),
    ...widen.map(({ wish, total: more }) => `${WITHOUT[wish]}: ${counted(more, 'vacancy', 'vacancies')}`),
    ...items.map(itemLine),
  ]
    .filter((line) => line !== null)
    .join('\n');
}

/** How the words were read, where that is more than what was typed, and what had to be guessed or left out. */
export function readingLines(read: ReadSearch): string[] {
  const understood = understoodAs(read, 'en');
  return [...(understood === null ? [] : [`Read as: ${understood}`]), ...warningTexts(read, 'en')];
}

/** What was not clear of the cities as typed. */
export const cityLines = ({ unknown, ambiguous }: ResolvedCities): string[] => [
  ...unknown.map((name) => `The catalogue has no city "${name}": vacancies that name it so are looked for.`),
  ...ambiguous.map(
    ({ name, labels }) => `Several cities are called "${name}", all are meant: ${labels.join(', ')}.`,
  ),
];

export const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

const WITHOUT: Record<Wish, string> = {
  text: 'Without the words',
  cities: 'In any city',
  pay: 'With any pay',
  experience: 'With any experience',
  schedule: 'With any schedule',
  employment: 'With any employment',
  without: 'Without the excluded words',
  employers: 'With all employers',
  agencies: 'With agencies',
};

function itemLine({ id, title, employer, places, source, url, ...pay }: ListedVacancy): string {
  const { payFrom: from, payTo: to, payCurrency: currency, payGross: gross, payPeriod: period } = pay;
  const stated = formatPay({ from, to, currency, gross, period }, 'en');
  return [id, title, employer ?? '', places.join(', '), stated, source, url ?? ''].join('\t');
}
