/** Our own words for what feeds call by many names. 'unknown' is a bucket of its own: chosen only when asked for. */
export const EXPERIENCE = ['none', '1-3', '3-6', '6+', 'unknown'] as const;
export const SCHEDULE = ['full-day', 'shift', 'flexible', 'remote', 'fly-in', 'unknown'] as const;
export const EMPLOYMENT = [
  'full',
  'part',
  'project',
  'internship',
  'volunteer',
  'temporary',
  'unknown',
] as const;
/** Where the work is done. No filter asks it: "remote" is asked as a schedule, as people are used to. */
export const WORK_FORMAT = ['on-site', 'remote', 'hybrid', 'field'] as const;
export type Experience = (typeof EXPERIENCE)[number];
export type Schedule = (typeof SCHEDULE)[number];
export type Employment = (typeof EMPLOYMENT)[number];
export type WorkFormat = (typeof WORK_FORMAT)[number];

/** What the work format says that the schedule beside it does not: a remote job is not called so twice. */
export const besideSchedule = ({
  schedule,
  workFormat,
}: {
  schedule: readonly string[];
  workFormat: readonly string[];
}): string[] => workFormat.filter((format) => !schedule.includes(format));

/** What a person asks beside the words. An empty list, null, false or '' asks nothing. */
export interface Filters {
  /** Ids of cities in the catalogue; a vacancy in any of them fits, or in any of `cityNames`. */
  places: number[];
  /** Cities that the catalogue lacks, by name. */
  cityNames: string[];
  /** Roubles a month, tested against the greater end of the pay; a vacancy without pay passes. */
  payFrom: number | null;
  onlyWithPay: boolean;
  experience: Experience[];
  schedule: Schedule[];
  employment: Employment[];
  /** Words that must not occur, as typed; they join the text of the query and are no part of the canonical filters. */
  excludeWords: string;
  excludeEmployers: number[];
  noAgencies: boolean;
}

export type CanonicalFilters = Partial<Omit<Filters, 'excludeWords'>>;

/** Filters that ask nothing; spread it and change what is asked. */
export const NO_FILTERS: Readonly<Filters> = Object.freeze({
  places: [],
  cityNames: [],
  payFrom: null,
  onlyWithPay: false,
  experience: [],
  schedule: [],
  employment: [],
  excludeWords: '',
  excludeEmployers: [],
  noAgencies: false,
});

/** A city's name as `vacancy.city_key` holds it: lower case, ё as е, single spaces. */
export const cityKey = (name: string): string =>
  name.normalize('NFKC').toLowerCase().replaceAll('ё', 'е').replace(SPACES, ' ').trim();

/** The same filters for everyone who asks the same: lists sorted and without repeats, what asks nothing left out. */
export function canonicalFilters(filters: Partial<Filters>): CanonicalFilters {
  const asked = { ...NO_FILTERS, ...filters };
  const cityNames = [...new Set(asked.cityNames.map(cityKey))].filter((name) => name !== '').sort();
  const places = sortedNumbers(asked.places);
  const payFrom = Math.min(Math.round(asked.payFrom ?? 0), MAX_INTEGER);
  const experience = chosen(EXPERIENCE, asked.experience);
  const schedule = chosen(SCHEDULE, asked.schedule);
  const employment = chosen(EMPLOYMENT, asked.employment);
  const excludeEmployers = sortedNumbers(asked.excludeEmployers);
  return {
    ...(places.length > 0 && { places }),
    ...(cityNames.length > 0 && { cityNames }),
    ...(payFrom >= 1 && { payFrom }),
    ...(asked.onlyWithPay && { onlyWithPay: true }),
    ...(experience.length > 0 && { experience }),
    ...(schedule.length > 0 && { schedule }),
    ...(employment.length > 0 && { employment }),
    ...(excludeEmployers.length > 0 && { excludeEmployers }),
    ...(asked.noAgencies && { noAgencies: true }),
  };
}

/** The canonical filters as text, '' when nothing is asked: the second half of a search's canonical form. */
export function filtersKey(filters: Partial<Filters>): string {
  const canonical = canonicalFilters(filters);
  return Object.keys(canonical).length === 0 ? '' : JSON.stringify(canonical);
}

/** Whether canonical filters name a place: enough for a search without words. */
export const namesPlace = ({ places, cityNames }: CanonicalFilters): boolean =>
  places !== undefined || cityNames !== undefined;

/**
 * A boolean SQL expression over the vacancy aliased `v`, 'true' when nothing is asked; its values stand as $n from
 * `firstParam` on. Lists are integer[] and text[], pay is roubles a month.
 */
export function filterSql(
  filters: Partial<Filters>,
  firstParam: number,
): { text: string; values: unknown[] } {
  const asked = canonicalFilters(filters);
  const values: unknown[] = [];
  const param = (value: unknown): string => `$${firstParam - 1 + values.push(value)}`;
  const tests = [
    anyOf([
      asked.places && `v.place_ids && ${param(asked.places)}::integer[]`,
      asked.cityNames && `v.city_key = any(${param(asked.cityNames)}::text[])`,
    ]),
    anyOf([
      asked.payFrom !== undefined && !asked.onlyWithPay && 'v.pay_month_rub is null',
      asked.payFrom !== undefined && `v.pay_month_rub >= ${param(asked.payFrom)}::integer`,
    ]),
    asked.onlyWithPay && 'v.pay_month_rub is not null',
    asked.experience && `v.experience = any(${param(asked.experience)}::text[])`,
    asked.schedule && overlaps('v.schedule', asked.schedule, param),
    asked.employment && overlaps('v.employment', asked.employment, param),
    asked.excludeEmployers &&
      `(v.employer_id is null or v.employer_id <> all(${param(asked.excludeEmployers)}::integer[]))`,
    asked.noAgencies && 'not v.agency',
  ].filter((test) => typeof test === 'string' && test !== '');
  return { text: tests.length === 0 ? 'true' : tests.join(' and '), values };
}

type Column = 'v.schedule' | 'v.employment';

// A vacancy that states none has an empty list; that is what 'unknown' chooses.
function overlaps(column: Column, wanted: readonly string[], param: (value: unknown) => string): string {
  const known = wanted.filter((value) => value !== 'unknown');
  return anyOf([
    known.length > 0 && `${column} && ${param(known)}::text[]`,
    known.length < wanted.length && `${column} = '{}'`,
  ]);
}

function anyOf(tests: (string | false | undefined)[]): string {
  const asked = tests.filter((test) => typeof test === 'string');
  return asked.length > 1 ? `(${asked.join(' or ')})` : (asked[0] ?? '');
}

// Postgres keeps no NUL in a text and no number beyond 32 bits in an integer: neither may reach it.
const SPACES = /[\s\0]+/g;
const MAX_INTEGER = 2 ** 31 - 1;
const sortedNumbers = (numbers: readonly number[]): number[] =>
  [...new Set(numbers)]
    .filter((n) => Number.isInteger(n) && Math.abs(n) <= MAX_INTEGER)
    .sort((a, b) => a - b);

// In the vocabulary's order; all of them together ask nothing.
function chosen<T extends string>(vocabulary: readonly T[], wanted: readonly T[]): T[] {
  const kept = vocabulary.filter((value) => wanted.includes(value));
  return kept.length === vocabulary.length ? [] : kept;
}
