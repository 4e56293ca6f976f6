import { z } from 'zod';
import {
  EMPLOYMENT,
  type Employment,
  EXPERIENCE,
  type Experience,
  SCHEDULE,
  type Schedule,
} from '../language/filters.js';
import { MOST_CITIES } from '../search/search-request.js';

/** A text under pages.complaints with what it needs: a sentence about a parameter that could not be taken as it was. */
export interface Complaint {
  key: string;
  values: Record<string, string | number>;
}

/** What a search page's address says, as typed; cities are not looked up yet. */
export interface SearchParameters {
  query: string;
  cities: string[];
  /** Roubles a month. */
  payFrom: number | null;
  onlyWithPay: boolean;
  experience: Experience[];
  schedule: Schedule[];
  employment: Employment[];
  /** Words that must not occur. */
  excludeWords: string;
  /** Ids of employers not to show. */
  excludeEmployers: number[];
  noAgencies: boolean;
  /** The first is 1. */
  page: number;
  complaints: Complaint[];
}

export const LONGEST_QUERY = 2000;
const LAST_PAGE = 500;
const MOST_PAY = 1_000_000_000;
const MOST_EMPLOYERS = 100;

/**
 * Reads `q`, `city`, `pay`, `with-pay=1`, `experience`, `schedule`, `employment`, `without`, `not-employer`,
 * `no-agencies=1` and `page` from a parsed query string or form. Never throws: what has another shape is left out,
 * what a person may have meant gets a complaint.
 */
export function readParameters(given: unknown): SearchParameters {
  const fields = shape.safeParse(given).data ?? shape.parse({});
  const complaints: Complaint[] = [];
  const complain = (key: string, values: Complaint['values'] = {}) => void complaints.push({ key, values });
  return {
    query: readText(fields.q, 'queryTooLong', complain),
    cities: readCities(fields.city, complain),
    payFrom: readPay(fields.pay[0], complain),
    onlyWithPay: fields['with-pay'].includes('1'),
    experience: readValues(fields.experience, EXPERIENCE, complain),
    schedule: readValues(fields.schedule, SCHEDULE, complain),
    employment: readValues(fields.employment, EMPLOYMENT, complain),
    excludeWords: readText(fields.without, 'withoutTooLong', complain),
    excludeEmployers: readEmployers(fields['not-employer'], complain),
    noAgencies: fields['no-agencies'].includes('1'),
    page: readPage(fields.page[0], complain),
    complaints,
  };
}

/** The address of these parameters: only what was chosen, in one order, so that equal searches have equal addresses. */
export function toParameters(parameters: Omit<SearchParameters, 'complaints'>): URLSearchParams {
  const { query, cities, payFrom, excludeWords, excludeEmployers, page } = parameters;
  const pairs: [string, string][] = [
    ['q', query],
    ...cities.map((city): [string, string] => ['city', city]),
    ['pay', payFrom === null ? '' : String(payFrom)],
    ['with-pay', parameters.onlyWithPay ? '1' : ''],
    ...parameters.experience.map((value): [string, string] => ['experience', value]),
    ...parameters.schedule.map((value): [string, string] => ['schedule', value]),
    ...parameters.employment.map((value): [string, string] => ['employment', value]),
    ['without', excludeWords],
    ...excludeEmployers.map((id): [string, string] => ['not-employer', String(id)]),
    ['no-agencies', parameters.noAgencies ? '1' : ''],
    ['page', page > 1 ? String(page) : ''],
  ];
  return new URLSearchParams(pairs.filter(([, value]) => value !== ''));
}

type Complain = (key: string, values?: Complaint['values']) => void;

// One value, several, or something else altogether: always a list of texts, without what Postgres cannot hold.
const texts = z
  .union([z.string().transform((text) => [text]), z.array(z.string())])
  .catch([])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
  .transform((list) => list.map((text) => text.replace(/[\x00-\x1f\x7f]+/g, ' ').trim()));

const shape = z.object({
  q: texts,
  city: texts,
  pay: texts,
  'with-pay': texts,
  experience: texts,
  schedule: texts,
  employment: texts,
  without: texts,
  'not-employer': texts,
  'no-agencies': texts,
  page: texts,
});

function readText(given: string[], tooLong: string, complain: Complain): string {
  const text = (given[0] ?? '').replace(/[\ud800-\udfff]/gu, '');
  if (text.length <= LONGEST_QUERY) return text;
  complain(tooLong, { most: LONGEST_QUERY, n: text.length });
  return '';
}

/** Several cities may stand in one field, with commas between. */
function readCities(given: string[], complain: Complain): string[] {
  const named = given.flatMap((text) => text.split(/[,;]/)).map((name) => name.trim().slice(0, 100));
  const distinct = [...new Set(named.filter((name) => name !== ''))];
  if (distinct.length > MOST_CITIES) complain('tooManyCities', { most: MOST_CITIES });
  return distinct.slice(0, MOST_CITIES);
}

function readPay(text: string | undefined, complain: Complain): number | null {
  if (text === undefined || text === '') return null;
  const amount = Number(text.replace(/[\s\u00a0_]|₽|руб\.?|р\.?$/giu, '').replace(',', '.'));
  if (Number.isFinite(amount) && amount >= 0 && amount <= MOST_PAY) return Math.round(amount) || null;
  complain('badPay');
  return null;
}

function readValues<T extends string>(given: string[], known: readonly T[], complain: Complain): T[] {
  const chosen = known.filter((value) => given.includes(value));
  if (given.some((text) => text !== '' && !known.includes(text as T))) complain('unknownValue');
  return chosen;
}

function readEmployers(given: string[], complain: Complain): number[] {
  const ids = given.filter((text) => /^\d{1,9}$/.test(text)).map(Number);
  if (given.some((text) => text !== '' && !/^\d{1,9}$/.test(text))) complain('unknownValue');
  return [...new Set(ids)].sort((a, b) => a - b).slice(0, MOST_EMPLOYERS);
}

function readPage(text: string | undefined, complain: Complain): number {
  if (text === undefined || text === '') return 1;
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= LAST_PAGE) return Number(text);
  complain('badPage');
  return 1;
}

/** What an address says that says nothing: a search for everything, its first page. */
export const NO_PARAMETERS: Readonly<SearchParameters> = Object.freeze(readParameters({}));
