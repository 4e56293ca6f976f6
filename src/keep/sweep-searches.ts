import type { DataSource } from 'typeorm';
import { inBatches, type Sweeping } from '../store/batches.js';
import { unfollowedSearches } from '../subscribe/retention.sql.js';
import { forgetUnwanted } from './forget.js';

/** Forgets searches made before `before` that nobody follows or has saved; answers how many. */
export async function sweepSearches(db: DataSource, before: Date, sweeping: Sweeping): Promise<number> {
  let after: string | null = null;
  let gone = 0;
  await inBatches(sweeping, async (limit) => {
    const ids: string[] = await unfollowedSearches(db, { before, after, limit });
    gone += await db.transaction((tx) => forgetUnwanted(tx, ids));
    after = ids.at(-1) ?? after;
    return ids.length;
  });
  return gone;
}
