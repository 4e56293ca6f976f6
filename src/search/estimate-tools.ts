import type { DataSource } from 'typeorm';
import type { Filters } from '../language/filters.js';
import { type ReadSearch, readSearch } from '../language/read-search.js';
import type { Counts } from './counts.js';
import { synonymsOf } from './professions.js';
import type { SearchRequest } from './search-request.js';
import { sqlCounts } from './sql-counts.js';

/** Other names of the profession that a query names, as queries; none where it names none. */
export type Synonyms = (query: string) => string[];
/** What the person may have meant to type; null where nothing looks like a slip. */
export type Suggest = (query: string) => Promise<string | null>;

/** What an estimate is made with. */
export interface EstimateTools {
  db: DataSource;
  counts: Counts;
  synonyms: Synonyms;
  suggest: Suggest;
}

/** The tools over a database; nothing is known of slips unless given. */
export const estimateTools = (
  db: DataSource,
  { counts = sqlCounts(db), synonyms = synonymsOf, suggest = async () => null }: Partial<EstimateTools> = {},
): EstimateTools => ({ db, counts, synonyms, suggest });

/** A way to ask otherwise, and what it would bring. */
export interface Step<By extends string> {
  /** What is changed; pages name each in their own words. */
  by: By;
  /** What it is changed by: a city, an employer, a word, a value of a filter, roubles a month; null for a plain step. */
  value: string | number | null;
  request: SearchRequest;
  /** Clusters: a week for what narrows, open now for what widens. */
  n: number;
}

/** The same request with other filters. */
export const withFilters = (request: SearchRequest, filters: Partial<Filters>): SearchRequest => ({
  ...request,
  filters: { ...request.filters, ...filters },
});

/** The steps that bring something, counted; steps that mean the same as one before them, or as `request`, are left out. */
export async function countSteps<By extends string>(
  steps: readonly Omit<Step<By>, 'n'>[],
  request: SearchRequest,
  count: (reads: ReadSearch[]) => Promise<(number | null)[]>,
): Promise<Step<By>[]> {
  const seen = new Set([readSearch(request).searchHash]);
  const read = steps.map((step) => ({ step, read: readSearch(step.request) }));
  const other = read.filter(({ read: { searchHash } }) => seen.size < seen.add(searchHash).size);
  const counts = other.length === 0 ? [] : await count(other.map((one) => one.read));
  return other.flatMap(({ step }, at) => {
    const n = counts[at] ?? 0;
    return n > 0 ? [{ ...step, n }] : [];
  });
}
