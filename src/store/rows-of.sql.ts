import type { EntityManager } from 'typeorm';

/** The tables of the subscribers' family: each row belongs to whom its subscriber_id names. */
type OfSubscriber =
  | 'token'
  | 'consent'
  | 'saved_search'
  | 'hidden_vacancy'
  | 'address'
  | 'schedule'
  | 'digest_item'
  | 'digest'
  | 'letter'
  | 'letter_body'
  | 'letter_event';

/** Deletes a person's rows from their folder's own tables, in the order given; answers how many by table. */
export async function deleteRowsOf(
  tx: EntityManager,
  subscriberId: string,
  tables: readonly OfSubscriber[],
): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {};
  for (const table of tables) {
    const [, count] = await tx.query(`delete from ${table} where subscriber_id = $1`, [subscriberId]);
    deleted[table] = count;
  }
  return deleted;
}
