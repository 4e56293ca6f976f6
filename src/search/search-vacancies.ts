import type { DataSource } from 'typeorm';
import { type ReadSearch, readSearch } from '../language/read-search.js';
import { scoredFitsSql } from './fits.sql.js';
import type { FreshIndex } from './fresh/fresh-index.js';
import { freshOverview } from './fresh/fresh-overview.js';
import { type ListedVacancy, listVacancies } from './listed.js';
import { named } from './named.sql.js';
import { type Overview, selectOverview } from './overview.sql.js';
import { quickly } from './quickly.js';
import type { SearchRequest } from './search-request.js';

export interface SearchAnswer extends Omit<Overview, 'page'> {
  /** How the request was read: canonical form, warnings, and why it could not be an alert. */
  read: ReadSearch;
  /** Best first, one for each cluster: of its members that fit the representative. */
  items: ListedVacancy[];
}

export interface Page {
  /** The first is 1. */
  page: number;
  pageSize: number;
}

export interface From {
  /** Asked in place of Postgres where it holds every open vacancy. */
  index?: FreshIndex | null;
}

const DAY = 24 * 3600 * 1000;

/**
 * The open vacancies that fit, with counts and figures over all of them. A request without words or filters answers
 * the newest. Null when it took Postgres longer than a page may wait (1.5 s): say so and ask for another word.
 */
export async function searchVacancies(
  db: DataSource,
  { page, pageSize, index, ...request }: SearchRequest & Page & From,
  now: Date,
): Promise<SearchAnswer | null> {
  const read = readSearch(request);
  // Words were written but none is left to look for: everything would "fit".
  if (read.tsquery === null && request.query.trim() !== '') return { read, ...NOTHING };
  const weekAgo = new Date(now.getTime() - 7 * DAY);
  const monthAgo = new Date(now.getTime() - 30 * DAY);
  const part = { weekAgo, monthAgo, limit: pageSize, offset: (page - 1) * pageSize };
  return quickly(db, async (tx) => {
    const { page: shown, ...figures } = index?.complete
      ? await named(tx, freshOverview(index, read, { now, ...part }))
      : await selectOverview(tx, { fits: scoredFitsSql(read, now), ...part });
    const items = await listVacancies(tx, shown, read.ast);
    return { read, ...figures, items };
  });
}

const NOTHING: Omit<SearchAnswer, 'read'> = {
  total: 0,
  vacancies: 0,
  newThisWeek: 0,
  withPay: 0,
  mean: null,
  median: null,
  employers: [],
  cities: [],
  items: [],
};
