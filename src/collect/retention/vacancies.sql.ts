import type { EntityManager } from 'typeorm';
import { fromInt8, type SimHash } from '../../language/simhash.js';
import type { VacancyAge } from './sweep-vacancies.js';

/** What a vacancy that has gone was found by. */
export interface GoneVacancy {
  clusterId: string;
  textKey: string;
  simhash: SimHash | null;
  url: string | null;
}

export async function deleteVacancies(
  tx: EntityManager,
  { closedBefore, seenBefore }: VacancyAge,
  limit: number,
): Promise<GoneVacancy[]> {
  const [rows]: [(Omit<GoneVacancy, 'simhash'> & { simhash: string | null })[], number] = await tx.query(
    DELETE,
    [closedBefore, seenBefore, limit],
  );
  return rows.map((row) => ({ ...row, simhash: row.simhash === null ? null : fromInt8(row.simhash) }));
}

// A vacancy that a source is just writing is left for the next time.
const DELETE = `
  delete from vacancy where id in (
    select id from vacancy where first_seen_at < $2 and closed_at < $1 limit $3 for update skip locked)
  returning cluster_id as "clusterId", text_key as "textKey", simhash, url`;

/** Of these clusters deletes those that nobody is in and none was merged into. The ledger keeps their ids as numbers. */
export const deleteEmptyClusters = (tx: EntityManager, ids: readonly string[]): Promise<unknown> =>
  tx.query(
    `delete from cluster c where c.id = any($1::bigint[])
        and not exists (select from vacancy v where v.cluster_id = c.id)
        and not exists (select from cluster_merge m where m.into_id = c.id)`,
    [ids],
  );
