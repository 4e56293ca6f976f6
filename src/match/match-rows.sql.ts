import type { EntityManager } from 'typeorm';
import type { Found } from './match-searches.sql.js';
import type { Window } from './window.sql.js';

/** What one run found, a row a search; found on `madeOn` (YYYY-MM-DD), whose partition must exist. */
export async function insertMatches(
  tx: EntityManager,
  found: readonly Found[],
  { from, upto, madeOn }: Window & { madeOn: string },
): Promise<void> {
  if (found.length === 0) return;
  await tx.query(
    `insert into match (search_id, upto_seq, made_on, from_seq, total, vacancy_ids)
     select f.search_id, $2, $3, $4, f.total, f.vacancy_ids
       from jsonb_to_recordset($1::jsonb) as f(search_id bigint, total integer, vacancy_ids bigint[])`,
    [JSON.stringify(found), upto, madeOn, from],
  );
}
