import type { EntityManager } from 'typeorm';
import type { Filters } from '../language/filters.js';

/** A person's own Search, as asked: `filters` with the excluded words as typed. */
export interface SavedSearchRow {
  id: string;
  searchId: string;
  name: string;
  query: string;
  filters: Partial<Filters>;
  sinceSeq: string;
  /**
   * Since when the person was interested while the search was wider; what was published between that and `sinceSeq` is
   * asked of the vacancies themselves. Null: nothing was excluded since it was last changed.
   */
  widerSinceSeq: string | null;
  createdAt: Date;
  confirmedAt: Date | null;
  pausedAt: Date | null;
  endedAt: Date | null;
  endedReason: string | null;
}

const SELECT = `
  select id, search_id as "searchId", name, query, filters, since_seq as "sinceSeq", wider_since_seq as "widerSinceSeq", created_at as "createdAt",
         confirmed_at as "confirmedAt", paused_at as "pausedAt", ended_at as "endedAt", ended_reason as "endedReason"
    from saved_search`;

/** All that are open, pending ones included, the oldest first. */
export const openSearches = (tx: EntityManager, subscriberId: string): Promise<SavedSearchRow[]> =>
  tx.query(`${SELECT} where subscriber_id = $1 and ended_at is null order by created_at, id`, [subscriberId]);

/** Those of these ids, open or ended; ids that are not this subscriber's are left out. */
export const searchesOf = (
  tx: EntityManager,
  subscriberId: string,
  ids: readonly string[],
): Promise<SavedSearchRow[]> =>
  tx.query(`${SELECT} where subscriber_id = $1 and id = any($2::uuid[]) order by created_at, id`, [
    subscriberId,
    ids,
  ]);

export async function insertSavedSearch(
  tx: EntityManager,
  subscriberId: string,
  row: Omit<SavedSearchRow, 'widerSinceSeq' | 'pausedAt' | 'endedAt' | 'endedReason'>,
): Promise<void> {
  const { id, searchId, name, query, filters, sinceSeq, createdAt, confirmedAt } = row;
  await tx.query(
    `insert into saved_search
       (subscriber_id, id, search_id, name, query, filters, since_seq, created_at, confirmed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [subscriberId, id, searchId, name, query, filters, sinceSeq, createdAt, confirmedAt],
  );
}

/** Writes all that can change of a saved search. */
export async function updateSavedSearch(
  tx: EntityManager,
  subscriberId: string,
  row: SavedSearchRow,
): Promise<void> {
  const { id, searchId, name, query, filters, sinceSeq, confirmedAt, pausedAt, endedAt, endedReason } = row;
  const { widerSinceSeq = null } = row;
  await tx.query(
    `update saved_search
        set search_id = $3, name = $4, query = $5, filters = $6, since_seq = $7, confirmed_at = $8, paused_at = $9,
            ended_at = $10, ended_reason = $11, wider_since_seq = $12
      where subscriber_id = $1 and id = $2`,
    [
      ...[subscriberId, id, searchId, name, query, filters, sinceSeq],
      ...[confirmedAt, pausedAt, endedAt, endedReason, widerSinceSeq],
    ],
  );
}
