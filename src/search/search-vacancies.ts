import type { DataSource } from 'typeorm';
import { type ReadSearch, readSearch } from '../language/read-search.js';
import { scoredFitsSql } from './fits.sql.js';
import { type ListedVacancy, listVacancies } from './listed.js';
import { type Overview, selectOverview } from './overview.sql.js';
import { quickly } from './quickly.js';
import type { SearchRequest } from './search-request.js';

export interface SearchAnswer extends Omit<Overview, 'page'> {
  /** How the request was read: canonical form, warnings, and why it could not be an alert. */
  read: ReadSearch;
  /** Best first, one for each cluster: the member that fits best stands for it. */
  items: ListedVacancy[];
}

export interface Page {
  /** The first is 1. */
  page: number;
  pageSize: number;
}

const DAY = 24 * 3600 * 1000;

/**
 * The open vacancies that fit, with counts and figures over all of them. A request without words or filters answers
 * the newest. Null when it took Postgres longer than a page may wait (1.5 s): say so and ask for another word.
 */
export async function searchVacancies(
  db: DataSource,
  { page, pageSize, ...request }: SearchRequest & Page,
  now: Date,
): Promise<SearchAnswer | null> {
  const read = readSearch(request);
  // Words were written but none is left to look for: everything would "fit".
  if (read.tsquery === null && request.query.trim() !== '') return { read, ...NOTHING };
  return quickly(db, async (tx) => {
    const { page: shown, ...figures } = await selectOverview(tx, {
      fits: scoredFitsSql(read, now),
      weekAgo: new Date(now.getTime() - 7 * DAY),
      monthAgo: new Date(now.getTime() - 30 * DAY),
      limit: pageSize,
      offset: (page - 1) * pageSize,
    });
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
