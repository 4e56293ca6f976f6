import type { DataSource } from 'typeorm';
import { inBatches, type Sweeping } from '../store/batches.js';

/** Deletes tokens that expired before `before`: until then a stale link is told from a forged one. */
export const sweepTokens = (db: DataSource, before: Date, sweeping: Sweeping): Promise<number> =>
  inBatches(sweeping, async (limit) => {
    const [, deleted] = await db.query(
      `delete from token where (subscriber_id, hash) in (
         select subscriber_id, hash from token where expires_at < $1 limit $2)`,
      [before, limit],
    );
    return deleted;
  });

/** Deletes counts of what was asked for before `before`. */
export const sweepLimits = (db: DataSource, before: Date, sweeping: Sweeping): Promise<number> =>
  inBatches(sweeping, async (limit) => {
    const [, deleted] = await db.query(
      `delete from rate_limit where (key, window_start) in (
         select key, window_start from rate_limit where window_start < $1 limit $2)`,
      [before, limit],
    );
    return deleted;
  });

/** Searches made before `before` that nobody follows, by id and after `after`; some may yet be named by an ended one. */
export async function unfollowedSearches(
  db: DataSource,
  { before, after, limit }: { before: Date; after: string | null; limit: number },
): Promise<string[]> {
  const rows: { id: string }[] = await db.query(
    `select id from search where followers = 0 and created_at < $1 and ($2::bigint is null or id > $2)
      order by id limit $3`,
    [before, after, limit],
  );
  return rows.map(({ id }) => id);
}
