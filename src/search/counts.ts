import type { Employment, Experience, Schedule } from '../language/filters.js';
import type { ReadSearch } from '../language/read-search.js';

/**
 * Everything that is counted before a person subscribes, and how the vacancies behind it are found. A cluster counts
 * once; null stands for what was not counted: it took too long, or the search asks nothing that can be served.
 */
export interface Counts {
  /**
   * New clusters a week that an alert would bring, for each search: those first seen in the last 28 days ÷ 4, or in the
   * last 7 while no vacancy is older than 28. Closed ones count, they were news too.
   */
  perWeek(reads: readonly ReadSearch[], now: Date): Promise<(number | null)[]>;
  /** Open clusters that fit now, for each search. */
  open(reads: readonly ReadSearch[]): Promise<(number | null)[]>;
  /** What an alert would bring, by what it could be narrowed by. */
  facets(read: ReadSearch, now: Date): Promise<Facets | null>;
  /** Ids of the newest open vacancies that fit, one a cluster, the newest cluster first. */
  newest(read: ReadSearch, limit: number): Promise<string[] | null>;
}

/**
 * The clusters of `perWeek` by what they say of themselves, the most first; each `n` is what `perWeek` would be with
 * that filter alone added, but never 0 where there is something.
 */
export interface Facets {
  perWeek: number;
  /** The 10 places with the most. */
  places: Facet<'id', number>[];
  /** 'unknown' is a value too. */
  experience: Facet<'value', Experience>[];
  schedule: Facet<'value', Schedule>[];
  employment: Facet<'value', Employment>[];
  /** The 5 employers with the most; `n` is what they bring, not what a filter would leave. */
  employers: Facet<'id', number>[];
  /**
   * `payFrom` at the quartiles of the stated pay, rounded down to 10,000 roubles a month, from the least on. As the
   * filter has it, vacancies that state no pay are counted with each.
   */
  pay: Facet<'from', number>[];
  /** Those that state their pay. */
  withPay: number;
  /** Those that have the words in the title; see `inTitle` in title-only.ts. */
  inTitle: number;
}

export type Facet<Name extends string, Value> = Record<Name, Value> & { n: number };
