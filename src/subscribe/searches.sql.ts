import type { EntityManager } from 'typeorm';
import type { Filters } from '../language/filters.js';
import type { ReadSearch } from '../language/read-search.js';
import { lockShardForSaving, shardOf } from '../store/shards.js';

/**
 * One follower more of a Search, made on its first. Its filters are the canonical ones, which matching compares with
 * columns, and the excluded words as typed, so that query and filters together can be read anew. Two canonical forms with one hash throw: 1 in 2^64 pairs.
 */
export async function follow(
  tx: EntityManager,
  { query, filters, read }: { query: string; filters: Partial<Filters>; read: ReadSearch },
  now: Date,
): Promise<void> {
  const id = read.searchHash;
  const { excludeWords = '' } = filters;
  const kept = { ...read.filters, ...(excludeWords !== '' && { excludeWords }) };
  const values = [
    id,
    read.canonicalKey,
    query,
    kept,
    read.tsquery,
    read.analyser,
    shardOf(read.textHash),
    now,
  ];
  const [row] = await tx.query(FOLLOW, values);
  if (row.canonical !== read.canonicalKey) {
    throw new Error(`Two searches share the id ${id}: they cannot be told apart.`);
  }
}

const FOLLOW = `
  insert into search (id, canonical, query, filters, tsquery, analyser, shard, followers, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, 1, $8)
  on conflict (id) do update set followers = search.followers + 1
  returning canonical`;

/**
 * One follower more of a Search that had one. Not read anew: another grammar may read its text as another search, and a
 * saved search keeps the one that it names.
 */
export const followAgain = (tx: EntityManager, searchId: string): Promise<unknown> =>
  tx.query('update search set followers = followers + 1 where id = $1', [searchId]);

/** The shards of searches, ascending, each once. */
export async function shardsOf(tx: EntityManager, searchIds: readonly string[]): Promise<number[]> {
  const rows: { shard: number }[] = await tx.query(
    'select distinct shard from search where id = any($1::bigint[]) order by shard',
    [searchIds],
  );
  return rows.map(({ shard }) => shard);
}

/** One follower less of each. */
export async function unfollow(tx: EntityManager, searchIds: readonly string[]): Promise<void> {
  if (searchIds.length === 0) return;
  await lockSearches(tx, searchIds);
  await tx.query('update search set followers = followers - 1 where id = any($1::bigint[])', [searchIds]);
}

/** Whoever changes several searches locks them in one order first, so that two who do cannot block each other. */
export async function lockSearches(tx: EntityManager, searchIds: readonly string[]): Promise<void> {
  await tx.query('select id from search where id = any($1::bigint[]) order by id for update', [searchIds]);
}

/**
 * Where an interest that begins now begins: the greatest published number. The lock on the search's shard comes first,
 * so that a matching run that ends meanwhile sees the search or is seen by it (docs/adr/0002). Held until the
 * transaction ends.
 */
export async function seqForSaving(tx: EntityManager, { textHash }: ReadSearch): Promise<string> {
  await lockShardForSaving(tx, shardOf(textHash));
  const [{ seq }] = await tx.query('select coalesce(max(seq), 0) as seq from vacancy');
  return seq;
}
