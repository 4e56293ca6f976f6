import type { EntityManager } from 'typeorm';

/** What came back and has not been acted on. */
export interface Return {
  id: string;
  subscriberId: string | null;
  /** 'complaint', 'unsubscribe', 'hard', or a kind that ends nothing. */
  kind: string;
}

/**
 * The oldest returns that subscribe has not acted on, locked: two processes never take the same. Whoever takes them
 * marks them in the same transaction, so a crash in between leaves both undone.
 */
export const takeReturns = (tx: EntityManager, { limit }: { limit: number }): Promise<Return[]> =>
  tx.query(
    `select id, subscriber_id as "subscriberId", kind from bounce_event
      where applied_at is null order by id limit $1 for update skip locked`,
    [limit],
  );

/** Marks returns as acted on. */
export async function markReturnsApplied(
  tx: EntityManager,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  await tx.query('update bounce_event set applied_at = $2 where id = any($1::bigint[])', [ids, now]);
}
