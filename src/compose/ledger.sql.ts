import type { EntityManager } from 'typeorm';

/** A cluster that a person may have been told. */
export interface Pair {
  subscriberId: string;
  clusterId: string;
}

/** A row of the ledger: told at `toldAt`, or freed again (digestId null) because its letter was lost. */
export interface Told extends Pair {
  digestId: string | null;
  toldAt: Date;
}

/** Clusters that were merged into these, by the id that stayed: whoever was told the one was told the other. */
export async function mergedInto(
  tx: EntityManager,
  clusterIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows: { into: string; ids: string[] }[] = await tx.query(
    `with recursive merged(root, id) as (
       select into_id, from_id from cluster_merge where into_id = any($1::bigint[])
       union select m.root, c.from_id from merged m join cluster_merge c on c.into_id = m.id)
     select root as into, array_agg(id::text) as ids from merged group by root`,
    [clusterIds],
  );
  return new Map(rows.map(({ into, ids }) => [into, ids]));
}

/** What the ledger holds of these pairs. */
export const toldAmong = (tx: EntityManager, pairs: readonly Pair[]): Promise<Told[]> =>
  tx.query(
    `select i.subscriber_id as "subscriberId", i.cluster_id as "clusterId", i.digest_id as "digestId",
            i.told_at as "toldAt"
       from unnest($1::bigint[], $2::bigint[]) as asked(subscriber_id, cluster_id)
       join digest_item i using (subscriber_id, cluster_id)`,
    [pairs.map(({ subscriberId }) => subscriberId), pairs.map(({ clusterId }) => clusterId)],
  );

/**
 * Since when each of these clusters is hiring again, for those that had been closed for 60 days: whoever was told before
 * that may be told again.
 */
export async function hiringAgain(
  tx: EntityManager,
  clusterIds: readonly string[],
): Promise<Map<string, Date>> {
  const rows: { id: string; since: Date }[] = await tx.query(
    `select cluster_id as id, min(coalesce(returned_at, first_seen_at)) filter (where closed_at is null) as since
       from vacancy where cluster_id = any($1::bigint[]) group by cluster_id
     having min(coalesce(returned_at, first_seen_at)) filter (where closed_at is null)
            >= max(coalesce(last_closed_at, closed_at)) + interval '60 days'`,
    [clusterIds],
  );
  return new Map(rows.map(({ id, since }) => [id, since]));
}

/** What a lost letter had told is to be told again: its rows stay, without a digest. */
export async function freeItems(
  tx: EntityManager,
  lost: readonly { subscriberId: string; digestId: string }[],
): Promise<void> {
  if (lost.length === 0) return;
  await tx.query(
    `update digest_item i set digest_id = null
       from unnest($1::bigint[], $2::uuid[]) as lost(subscriber_id, digest_id)
      where i.subscriber_id = lost.subscriber_id and i.digest_id = lost.digest_id`,
    [lost.map(({ subscriberId }) => subscriberId), lost.map(({ digestId }) => digestId)],
  );
}

/** A freed row whose vacancy is still open. */
export interface FreedItem extends Pair {
  vacancyId: string;
  seq: string;
  employerId: number | null;
  savedSearchIds: string[];
}

/** What is free to be told again to these people, under the cluster that it belongs to by now. */
export const freedItems = (tx: EntityManager, subscriberIds: readonly string[]): Promise<FreedItem[]> =>
  tx.query(
    `select i.subscriber_id as "subscriberId", v.cluster_id as "clusterId", v.id as "vacancyId", coalesce(v.seq, 0) as seq,
            v.employer_id as "employerId", i.saved_search_ids as "savedSearchIds"
       from digest_item i join vacancy v on v.id = i.vacancy_id and v.closed_at is null
      where i.subscriber_id = any($1::bigint[]) and i.digest_id is null
      order by i.rank`,
    [subscriberIds],
  );
