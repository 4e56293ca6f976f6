import type { EntityManager } from 'typeorm';

/**
 * Of these searches deletes those that nobody follows and no saved search names (an ended one may be brought back);
 * answers their ids. Two statements, for searches and subscribers may live on different nodes; whoever follows one
 * meanwhile waits on its row, and finds it followed or gone.
 */
export async function forgetSearches(tx: EntityManager, ids: readonly string[]): Promise<string[]> {
  const named: { id: string }[] = await tx.query(
    'select distinct search_id as id from saved_search where search_id = any($1::bigint[])',
    [ids],
  );
  const kept = new Set(named.map(({ id }) => id));
  const [gone]: [{ id: string }[], number] = await tx.query(
    'delete from search where id = any($1::bigint[]) and followers = 0 returning id',
    [ids.filter((id) => !kept.has(id))],
  );
  return gone.map(({ id }) => id);
}
