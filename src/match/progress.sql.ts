import type { EntityManager } from 'typeorm';
import { SHARDS } from '../store/shards.js';

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

/**
 * Moves rows that stand at one number in one shard to `upto`; none of them, and false, when another matcher was quicker
 * with any. The lock on the shard must be held.
 */
export async function moveProgress(
  tx: EntityManager,
  rows: readonly Progress[],
  upto: string,
): Promise<boolean> {
  const { shard, upto_seq: from } = rows[0]!;
  const ids = rows.map(({ search_id }) => search_id);
  const [moved] = await tx.query(
    `with standing as (
       select search_id from match_progress where shard = $1 and search_id = any($2::bigint[]) and upto_seq = $3
     )
     update match_progress set upto_seq = $4
      where shard = $1 and search_id = any($2::bigint[]) and (select count(*) from standing) = cardinality($2::bigint[])
     returning search_id`,
    [shard, ids, from, upto],
  );
  return moved.length > 0;
}

/** Every followed search of the shard that this run did not evaluate is behind, from where the run began. */
export async function markBehind(
  tx: EntityManager,
  { shard, from, evaluated }: { shard: number; from: string; evaluated: BigInt64Array },
): Promise<void> {
  await tx.query(
    `insert into match_progress (shard, search_id, upto_seq)
     select s.shard, s.id, $2 from search s
      where s.shard = $1 and s.followers > 0 and s.id <> all($3::bigint[])
     on conflict do nothing`,
    [shard, from, `{${evaluated.join()}}`],
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
