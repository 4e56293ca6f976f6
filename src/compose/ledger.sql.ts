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

/**
 * What each of these clusters was merged into and all that was merged into those, by the id asked for: whoever was told
 * one of them was told all. Both ways, for a merge may be committed between the reading of what was found and this.
 */
export async function mergedWith(
  tx: EntityManager,
  clusterIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows: { asked: string; ids: string[] }[] = await tx.query(
    `with recursive above (asked, id) as (
       select id, id from unnest($1::bigint[]) as id
       union select a.asked, m.into_id from above a join cluster_merge m on m.from_id = a.id),
     family (asked, id) as (
       select asked, id from above
       union select f.asked, m.from_id from family f join cluster_merge m on m.into_id = f.id)
     select asked, array_agg(id::text) as ids from family where id <> asked group by asked`,
    [clusterIds],
  );
  return new Map(rows.map(({ asked, ids }) => [asked, ids]));
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

/** Those of these pairs that the person has hidden. */
export const hiddenAmong = (tx: EntityManager, pairs: readonly Pair[]): Promise<Pair[]> =>
  tx.query(
    `select h.subscriber_id as "subscriberId", h.cluster_id as "clusterId"
       from unnest($1::bigint[], $2::bigint[]) as asked(subscriber_id, cluster_id)
       join hidden_vacancy h using (subscriber_id, cluster_id)`,
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
  standing: number;
  savedSearchIds: string[];
}

/** What is free to be told again to these people, under the cluster that it belongs to by now. */
export const freedItems = (tx: EntityManager, subscriberIds: readonly string[]): Promise<FreedItem[]> =>
  tx.query(
    `select i.subscriber_id as "subscriberId", v.cluster_id as "clusterId", v.id as "vacancyId", coalesce(v.seq, 0) as seq,
            v.employer_id as "employerId", v.standing, i.saved_search_ids as "savedSearchIds"
       from digest_item i join vacancy v on v.id = i.vacancy_id and v.closed_at is null
      where i.subscriber_id = any($1::bigint[]) and i.digest_id is null
      order by i.rank`,
    [subscriberIds],
  );
