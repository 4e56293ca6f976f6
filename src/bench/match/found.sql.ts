import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { CanonicalFilters } from '../../language/filters.js';

/** A search as `search` has it. */
export interface SearchRow {
  id: string;
  query: string;
  tsquery: string | null;
  filters: CanonicalFilters;
}

/** What somebody found for a search: the true count, and the newest vacancies' ids, newest first, as many as kept. */
export interface Found {
  search_id: string;
  total: number;
  vacancy_ids: string[];
}

/** The open vacancies beyond `since` in a table of their own, as a matcher by SQL would lay them out. */
export async function createWindow(db: DataSource, since: string): Promise<void> {
  await db.query('drop table if exists bench_window');
  await db.transaction(async (tx) => {
    await tx.query(`set local maintenance_work_mem = '512MB'`);
    await tx.query(WINDOW, [since]);
    await tx.query('create index on bench_window using gin (document) with (fastupdate = off)');
  });
  await db.query('vacuum (analyze) bench_window');
}

const WINDOW = `
  create unlogged table bench_window as
  select id, seq, document, place_ids, city_key, pay_month_rub, experience, schedule, employment, employer_id, agency
    from vacancy where seq > $1 and closed_at is null order by seq`;

/** Searches as they come by a hash of their id: the same ones for a seed. */
export const sampleSearches = (db: DataSource, count: number, seed: number): Promise<SearchRow[]> =>
  db.query('select id, query, tsquery, filters from search order by hashint8extended(id, $2), id limit $1', [
    count,
    seed,
  ]);

/** The searches of saved ones drawn at random: a popular one may come several times. */
export const sampleSaved = (db: DataSource, count: number, seed: number): Promise<SearchRow[]> =>
  db.query(
    `select s.id, s.query, s.tsquery, s.filters
       from (select search_id from bench_saved
              order by hashint8extended(search_id # row_number() over (), $2) limit $1) chosen
       join search s on s.id = chosen.search_id`,
    [count, seed],
  );

/** One connection for a peer, told to plan as well as it can and to do all its work in one process. */
export async function withConnection<T>(db: DataSource, work: (client: pg.Client) => Promise<T>): Promise<T> {
  // No pool and no mapper between: the peer is to be charged with what asking Postgres costs, and no more.
  const client = new pg.Client((db.options as { url: string }).url);
  await client.connect();
  try {
    await client.query(SETTINGS);
    return await work(client);
  } finally {
    await client.end();
  }
}

const SETTINGS = `
  set plan_cache_mode = force_custom_plan; set jit = off; set max_parallel_workers_per_gather = 0;
  set work_mem = '256MB'; set enable_seqscan = off`;
