import { formatMoney, formatPay } from '../kit/money.js';
import type { ReadSearch } from '../language/read-search.js';
import type { Estimate } from './estimate.js';
import type { Step } from './estimate-tools.js';
import type { ListedVacancy } from './listed.js';
import type { Narrowing } from './narrow.js';
import type { ResolvedCities } from './places.js';
import type { SearchAnswer } from './search-vacancies.js';
import { refusalText, understoodAs, warningTexts } from './told.js';
import type { Widening } from './widen.js';

/** What an answer is to people on a terminal: how much fits, how it was read, then a line a vacancy, tabs between. */
export function answerLines(
  found: SearchAnswer,
  cities: ResolvedCities,
  instead: Omit<Instead, 'narrow'>,
): string {
  const { total, vacancies, items, read } = found;
  const count = `${counted(total, 'vacancy', 'vacancies')} in ${counted(vacancies, 'posting', 'postings')}`;
  const shown = items.length < total ? `${count}, the best ${items.length}` : count;
  return [
    total === 0 ? 'Nothing fits.' : `${shown}:`,
    ...readingLines(read),
    ...(total === 0 && read.tsquery === null ? [refusalText(read, 'en')] : []),
    ...cityLines(cities),
    ...insteadLines({ ...instead, narrow: [] }),
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

/** What could be asked instead of a search, in estimates and answers alike. */
type Instead = Pick<Estimate, 'narrow' | 'widen' | 'suggestion'>;

/** A line for what was perhaps meant, then one for each way to narrow or widen, with what it would bring. */
export const insteadLines = ({ narrow, widen, suggestion }: Instead): string[] => [
  ...(suggestion === null ? [] : [suggestionLine(suggestion)]),
  ...narrow.map(
    (step) => `${BY[step.by](step.value)}: about ${counted(step.n, 'vacancy', 'vacancies')} a week`,
  ),
  ...widen.map((step) => `${BY[step.by](step.value)}: ${counted(step.n, 'vacancy', 'vacancies')}`),
];

const suggestionLine = ({ request, n }: NonNullable<Estimate['suggestion']>): string =>
  `Perhaps "${request.query}" was meant: ${counted(n, 'vacancy', 'vacancies')}.`;

type Value = Step<string>['value'];

const BY: Record<Narrowing['by'] | Widening['by'], (value: Value) => string> = {
  title: () => 'With the words in the title',
  city: (city) => `In ${city} alone`,
  withPay: () => 'With stated pay alone',
  employer: (name) => `Without ${name}`,
  pay: (roubles) =>
    roubles === null ? 'With any pay' : `With pay from ${formatMoney(Number(roubles), 'en')}`,
  experience: (value) => (value === null ? 'With any experience' : `With experience "${value}" alone`),
  schedule: (value) => (value === null ? 'With any schedule' : `With schedule "${value}" alone`),
  employment: (value) => (value === null ? 'With any employment' : `With employment "${value}" alone`),
  text: () => 'Without the words',
  cities: () => 'In any city',
  without: () => 'Without the excluded words',
  employers: () => 'With all employers',
  agencies: () => 'With agencies',
  word: (word) => `Without the word "${word}"`,
  synonym: (query) => `As "${query}"`,
  near: (city) => `In ${city} too`,
  allNear: (n) => `In ${n} cities within 100 km too`,
};

function itemLine({ id, title, employer, places, source, url, ...pay }: ListedVacancy): string {
  const { payFrom: from, payTo: to, payCurrency: currency, payGross: gross, payPeriod: period } = pay;
  const stated = formatPay({ from, to, currency, gross, period }, 'en');
  return [id, title, employer ?? '', places.join(', '), stated, source, url ?? ''].join('\t');
}
