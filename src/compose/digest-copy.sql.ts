import type { EntityManager } from 'typeorm';
import type { Filters } from '../language/filters.js';
import type { DigestMarket } from './digest-letter.js';

/** A digest as its web copy shows it, but for its vacancies. */
export interface DigestCopy {
  kind: 'slot' | 'asked';
  madeAt: Date;
  /** Clusters that stand in it, open or closed by now. */
  total: number;
  closed: number;
  market: DigestMarket[];
  language: 'ru' | 'en';
  zone: string;
  /** The person's saved searches, ended ones too. */
  searches: { id: string; name: string; query: string; filters: Partial<Filters> }[];
}

/** The digest, or null where there is none (any more). */
export async function readDigestCopy(
  tx: EntityManager,
  { subscriberId, digestId }: { subscriberId: string; digestId: string },
): Promise<DigestCopy | null> {
  const [copy] = await tx.query(
    `select d.kind, d.made_at as "madeAt", d.market, s.language, s.zone, counted.total, counted.closed,
            coalesce((select json_agg(json_build_object('id', x.id, 'name', x.name, 'query', x.query, 'filters', x.filters)
                                      order by x.name, x.id)
                        from saved_search x where x.subscriber_id = d.subscriber_id), '[]') as searches
       from digest d
       join subscriber s on s.id = d.subscriber_id
       cross join lateral (
         select count(*)::integer as total, (count(*) filter (where v.closed_at is not null))::integer as closed
           from digest_item i join vacancy v on v.id = i.vacancy_id
          where i.subscriber_id = d.subscriber_id and i.digest_id = d.id) counted
      where d.subscriber_id = $1 and d.id = $2`,
    [subscriberId, digestId],
  );
  return copy ?? null;
}

/** A vacancy of a digest, under the cluster that it was told as. */
export interface CopyItem {
  id: string;
  clusterId: string;
  savedSearchIds: string[];
  /** The person has turned it down since. */
  hidden: boolean;
}

const ITEM = `
  select i.vacancy_id as id, i.cluster_id as "clusterId", i.saved_search_ids as "savedSearchIds",
         exists (select from hidden_vacancy h where h.subscriber_id = i.subscriber_id and h.cluster_id = i.cluster_id)
           as hidden
    from digest_item i`;

/** A vacancy that a person was told of; null where they were not, or the ledger has forgotten them. */
export async function toldVacancy(
  tx: EntityManager,
  { subscriberId, clusterId }: { subscriberId: string; clusterId: string },
): Promise<CopyItem | null> {
  const [item] = await tx.query(`${ITEM} where i.subscriber_id = $1 and i.cluster_id = $2`, [
    subscriberId,
    clusterId,
  ]);
  return item ?? null;
}

/** A stretch of the digest's vacancies, best first. */
export const digestCopyItems = (
  tx: EntityManager,
  { subscriberId, digestId }: { subscriberId: string; digestId: string },
  { limit, offset }: { limit: number; offset: number },
): Promise<CopyItem[]> =>
  tx.query(
    `${ITEM} where i.subscriber_id = $1 and i.digest_id = $2
      order by i.rank, i.cluster_id limit $3 offset $4`,
    [subscriberId, digestId, limit, offset],
  );
