import type { QueryRunner } from 'typeorm';
import { filterSql } from '../../language/filters.js';
import type { Found, SearchRow } from './found.sql.js';

/** What a query a search keeps of the ids: a digest's worth. */
export const NEWEST = 50;

/** The peer that asks Postgres once for each search: the exact count and the newest ids, through the index on words. */
export async function askEach(runner: QueryRunner, searches: readonly SearchRow[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const { id, tsquery, filters } of searches) {
    const words = tsquery === null ? [] : [tsquery];
    const { text, values } = filterSql(filters, words.length + 1);
    const [row] = await runner.query(
      statement(tsquery === null ? 'true' : 'v.document @@ $1::tsquery', text),
      [...words, ...values],
    );
    if (row.total > 0) found.push({ search_id: id, ...row });
  }
  return found;
}

// Counted and sorted apart, so that of a broad search only the newest are put in order.
const statement = (words: string, filters: string) => `
  with fits as materialized (select v.id, v.seq from bench_window v where ${words} and ${filters})
  select (select count(*) from fits)::integer as total,
         array(select id from fits order by seq desc limit ${NEWEST}) as vacancy_ids`;
