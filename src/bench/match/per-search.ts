import { createHash } from 'node:crypto';
import type pg from 'pg';
import { filterSql } from '../../language/filters.js';
import type { Found, SearchRow } from './found.sql.js';

/** What a query a search keeps of the ids: a digest's worth. */
export const NEWEST = 50;

/** The peer that asks Postgres once for each search: the exact count and the newest ids, through the index on words. */
export async function askEach(client: pg.Client, searches: readonly SearchRow[]): Promise<Found[]> {
  // A few hundred kinds of filters: each is parsed once and planned anew for every search.
  const names = new Map<string, string>();
  const found: Found[] = [];
  for (const { id, tsquery, filters } of searches) {
    const words = tsquery === null ? [] : [tsquery];
    const { text: tests, values } = filterSql(filters, words.length + 1);
    const text = statement(tsquery === null ? 'true' : 'v.document @@ $1::tsquery', tests);
    const name = names.get(text) ?? createHash('md5').update(text).digest('hex');
    names.set(text, name);
    const { rows } = await client.query({ name, text, values: [...words, ...values] });
    if (rows[0].total > 0) found.push({ search_id: id, ...rows[0] });
  }
  return found;
}

// Counted and sorted apart, so that of a broad search only the newest are put in order.
const statement = (words: string, filters: string) => `
  with fits as materialized (select v.id, v.seq from bench_window v where ${words} and ${filters})
  select (select count(*) from fits)::integer as total,
         array(select id from fits order by seq desc limit ${NEWEST}) as vacancy_ids`;
