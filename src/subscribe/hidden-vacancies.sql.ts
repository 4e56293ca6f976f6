import type { EntityManager } from 'typeorm';

/** A vacancy that somebody wants to hear of no more. */
interface HiddenRow {
  clusterId: string;
  vacancyId: string;
  title: string | null;
  employer: string | null;
  hiddenAt: Date;
}

/** What a person has hidden, the newest first; without words where the vacancy is kept no longer. */
export const hiddenVacancies = (tx: EntityManager, subscriberId: string): Promise<HiddenRow[]> =>
  tx.query(
    `select h.cluster_id as "clusterId", h.vacancy_id as "vacancyId", v.title, v.employer_name as employer,
            h.hidden_at as "hiddenAt"
       from hidden_vacancy h left join vacancy v on v.id = h.vacancy_id
      where h.subscriber_id = $1 order by h.hidden_at desc, h.cluster_id limit 500`,
    [subscriberId],
  );

/** Answers whether it is hidden since now, and was not before. */
export async function insertHidden(
  tx: EntityManager,
  { subscriberId, clusterId, vacancyId }: Record<'subscriberId' | 'clusterId' | 'vacancyId', string>,
  now: Date,
): Promise<boolean> {
  const rows = await tx.query(
    `insert into hidden_vacancy (subscriber_id, cluster_id, vacancy_id, hidden_at) values ($1, $2, $3, $4)
     on conflict do nothing returning cluster_id`,
    [subscriberId, clusterId, vacancyId, now],
  );
  return rows.length > 0;
}

export async function deleteHidden(
  tx: EntityManager,
  { subscriberId, clusterIds }: { subscriberId: string; clusterIds: readonly string[] },
): Promise<void> {
  await tx.query('delete from hidden_vacancy where subscriber_id = $1 and cluster_id = any($2::bigint[])', [
    subscriberId,
    clusterIds,
  ]);
}
