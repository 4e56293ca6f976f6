import type { EntityManager } from 'typeorm';
import { SHARDS } from '../store/shards.js';
import type { SearchToMatch } from './match-searches.sql.js';

/** How far a shard, or one search of it that is behind, has been matched. */
export interface Progress {
  shard: number;
  /** '0': the shard itself. */
  search_id: string;
  upto_seq: string;
}

/** Makes the row of each shard that has none, at the beginning of time. */
export async function ensureShards(tx: EntityManager): Promise<void> {
  await tx.query(
    `insert into match_progress (shard, search_id, upto_seq)
     select shard, 0, 0 from generate_series(0, $1 - 1) as shard on conflict do nothing`,
    [SHARDS],
  );
}

/** Shards that have not reached `upto`. */
export const shardsBelow = (tx: EntityManager, upto: string): Promise<Progress[]> =>
  tx.query(
    'select shard, search_id, upto_seq from match_progress where upto_seq < $1 and search_id = 0 order by shard',
    [upto],
  );

/** Rows of searches that are behind their shard. */
export const searchesBehind = (tx: EntityManager): Promise<Progress[]> =>
  tx.query(
    'select shard, search_id, upto_seq from match_progress where search_id <> 0 order by shard, search_id',
  );

/** How far a shard has been matched. */
export async function shardProgress(tx: EntityManager, shard: number): Promise<string> {
  const [row] = await tx.query('select upto_seq from match_progress where shard = $1 and search_id = 0', [
    shard,
  ]);
  return row.upto_seq;
}

/** The followed searches of a shard that are not behind it. */
export const searchesOfShard = (tx: EntityManager, shard: number): Promise<SearchToMatch[]> =>
  tx.query(
    `select s.id, s.tsquery, s.filters from search s
      where s.shard = $1 and s.followers > 0
        and not exists (select from match_progress p where p.shard = s.shard and p.search_id = s.id)`,
    [shard],
  );

/** The followed searches among `ids`. */
export const searchesById = (tx: EntityManager, ids: readonly string[]): Promise<SearchToMatch[]> =>
  tx.query('select id, tsquery, filters from search where id = any($1::bigint[]) and followers > 0', [ids]);

/** Moves a row from `from` to `upto`; false when another matcher was quicker. */
export async function moveProgress(
  tx: EntityManager,
  { shard, search_id, upto_seq }: Progress,
  upto: string,
): Promise<boolean> {
  const [rows] = await tx.query(
    `update match_progress set upto_seq = $4 where shard = $1 and search_id = $2 and upto_seq = $3 returning shard`,
    [shard, search_id, upto_seq, upto],
  );
  return rows.length === 1;
}

/** Every followed search of the shard that this run did not evaluate is behind, from where the run began. */
export async function markBehind(
  tx: EntityManager,
  { shard, from, evaluated }: { shard: number; from: string; evaluated: readonly string[] },
): Promise<void> {
  await tx.query(
    `insert into match_progress (shard, search_id, upto_seq)
     select s.shard, s.id, $2 from search s
      where s.shard = $1 and s.followers > 0 and s.id <> all($3::bigint[])
     on conflict do nothing`,
    [shard, from, evaluated],
  );
}

/**
 * A search that has reached its shard, or that nobody follows any more, is no longer behind. It stays so where another
 * matcher has moved the shard meanwhile: that run left it out, for it was behind.
 */
export async function caughtUp(tx: EntityManager, { shard, search_id }: Progress): Promise<void> {
  await tx.query(
    `delete from match_progress behind using match_progress whole
      where behind.shard = $1 and behind.search_id = $2
        and whole.shard = $1 and whole.search_id = 0 and whole.upto_seq = behind.upto_seq`,
    [shard, search_id],
  );
}
