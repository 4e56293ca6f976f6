import type { EntityManager } from 'typeorm';

/** Searches are matched in this many shards, each with its own progress. */
export const SHARDS = 16;

// The first key of the advisory locks on shards; the second is the shard.
const SHARD_LOCK = 43;

/**
 * The shard of a Search, by the hash of its text alone (`ReadSearch.textHash`, a signed 64-bit number in decimal): what
 * many ask with different filters is in one shard, and a matching run looks for its words once.
 */
export const shardOf = (textHash: string): number =>
  Number(BigInt.asUintN(64, BigInt(textHash)) % BigInt(SHARDS));

/**
 * To be called before `since_seq` is read and the search saved: a matching run that ends meanwhile waits, and then
 * sees the search (ADR 2). Held until the transaction ends; many may save at once.
 */
export async function lockShardForSaving(tx: EntityManager, shard: number): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared($1, $2)', [SHARD_LOCK, shard]);
}

/** To be called before a shard's progress moves: waits until no search of it is being saved. */
export async function lockShardForProgress(tx: EntityManager, shard: number): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1, $2)', [SHARD_LOCK, shard]);
}
