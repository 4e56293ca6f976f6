import type { EntityManager } from 'typeorm';

/** Forgets what was found for searches that are gone, and how far they had been matched. */
export async function forgetMatches(tx: EntityManager, searchIds: readonly string[]): Promise<void> {
  await tx.query('delete from match where search_id = any($1::bigint[])', [searchIds]);
  await tx.query('delete from match_progress where search_id = any($1::bigint[])', [searchIds]);
}
