import type { DataSource } from 'typeorm';
import { type ReadSearch, readSearch } from '../language/read-search.js';
import { shardOf } from '../store/shards.js';

/** Makes confirmed people with two saved searches each, shared out over distinct searches made of titles at hand. */
export async function fillPeople(
  db: DataSource,
  { count, searches, now }: { count: number; searches: number; now: Date },
): Promise<void> {
  const asked = await distinctSearches(db, searches);
  await db.query(
    `insert into search (id, canonical, query, filters, tsquery, analyser, shard, followers, created_at)
     select s.id, s.canonical, s.query, '{}', s.tsquery, s.analyser, s.shard, 1, $2
       from jsonb_to_recordset($1::jsonb)
         as s(id bigint, canonical text, query text, tsquery text, analyser text, shard smallint)`,
    [JSON.stringify(asked), now],
  );
  await db.query(
    `insert into subscriber (id, language, zone, send_at, days, created_at, changed_at, confirmed_at)
     select n, 'ru', 'Europe/Moscow', '09:00', '{1,2,3,4,5,6,7}', $2, $2, $2 from generate_series(1, $1) as n`,
    [count, now],
  );
  await db.query(
    `insert into address (key, email, subscriber_id)
     select 'reader' || n || '@example.org', 'reader' || n || '@example.org', n from generate_series(1, $1) as n`,
    [count],
  );
  await db.query(
    `insert into saved_search (subscriber_id, id, search_id, name, query, filters, since_seq, created_at, confirmed_at)
     select n, gen_random_uuid(), s.id, s.query, s.query, '{}', 0, $3, $3
       from generate_series(1, $1) as n, generate_series(0, 1) as k
       join lateral (select ($2::bigint[])[1 + (n * 7 + k * 11) % cardinality($2::bigint[])] as id) chosen on true
       join search s on s.id = chosen.id`,
    [count, asked.map(({ id }) => id), now],
  );
}

interface Asked {
  id: string;
  canonical: string;
  query: string;
  tsquery: string | null;
  analyser: string;
  shard: number;
}

async function distinctSearches(db: DataSource, most: number): Promise<Asked[]> {
  const titles: { title: string }[] = await db.query('select distinct title from vacancy order by title');
  const asked = new Map<string, Asked>();
  for (const { title } of titles) {
    for (const query of [title, title.split(' ')[0]!]) {
      const read = readSearch({ query });
      if (read.refused === null && asked.size < most) asked.set(read.searchHash, rowOf(query, read));
    }
  }
  return [...asked.values()];
}

const rowOf = (query: string, read: ReadSearch): Asked => ({
  id: read.searchHash,
  canonical: read.canonicalKey,
  query,
  tsquery: read.tsquery,
  analyser: read.analyser,
  shard: shardOf(read.textHash),
});
