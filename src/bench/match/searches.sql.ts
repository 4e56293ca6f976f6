import type { DataSource } from 'typeorm';
import type { CanonicalFilters } from '../../language/filters.js';
import { SHARDS } from '../../store/shards.js';

/** A row of `search`, and the how manieth it is. */
export interface KeptSearch {
  n: number;
  id: string;
  canonical: string;
  query: string;
  filters: CanonicalFilters;
  tsquery: string | null;
  analyser: string;
  shard: number;
}

/** The tables aside: all searches made, of which a run takes the first so many; and who saved them. */
export async function createSearchTables(db: DataSource): Promise<void> {
  await db.query(
    'create unlogged table bench_search (like search including defaults, n integer primary key)',
  );
  await db.query('create unlogged table bench_saved (search_id bigint not null, since_seq bigint not null)');
}

/** Puts searches aside. */
export async function keepSearches(db: DataSource, rows: readonly KeptSearch[], now: Date): Promise<void> {
  const columns = Object.keys(rows[0]!).join(', ');
  await db.query(
    `insert into bench_search (${columns}, created_at)
     select ${columns}, $2 from json_populate_recordset(null::bench_search, $1::json)`,
    [JSON.stringify(rows), now],
  );
}

/**
 * Makes `search` hold the first searches, one for each number of followers, and `bench_saved` a row a follower: four in
 * five wait for all that is new, the others began later. Nothing is matched beyond `since` yet.
 */
export async function useSearches(
  db: DataSource,
  { followers, since }: { followers: Int32Array; since: string },
): Promise<void> {
  const columns = await columnsOfSearch(db);
  await db.query('truncate search, match, match_progress, bench_saved');
  await db.query(
    `insert into search (${columns}, followers)
     select ${columns}, f.followers
       from bench_search join unnest($1::integer[]) with ordinality as f (followers, n) using (n) order by id`,
    [[...followers]],
  );
  await db.query(SAVE);
  await db.query(
    'insert into match_progress (shard, search_id, upto_seq) select shard, 0, $2::bigint from generate_series(0, $1 - 1) as shard where $2::bigint > 0',
    [SHARDS, since],
  );
  await db.query('vacuum (analyze) search, bench_saved');
}

/** All columns that the tables share but the followers, which differ from run to run. */
async function columnsOfSearch(db: DataSource): Promise<string> {
  const [{ columns }] = await db.query(
    `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
      where attrelid = 'search'::regclass and attnum > 0 and not attisdropped and attname <> 'followers'`,
  );
  return columns;
}

const SAVE = `
  insert into bench_saved (search_id, since_seq)
  select s.id, case when h.draw % 5 > 0 then 0 else h.draw / 5 % newest.seq end
    from search s
    cross join generate_series(1, s.followers) as k
    cross join lateral (select hashint8extended(s.id, k) & 1099511627775 as draw) h
    cross join (select max(seq) as seq from vacancy) newest`;
