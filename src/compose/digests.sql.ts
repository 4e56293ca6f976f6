import type { EntityManager } from 'typeorm';
import type { Chosen } from './choose.js';
import type { DigestMarket } from './digest-letter.js';

/** A digest with what it tells. */
export interface NewDigest {
  subscriberId: string;
  id: string;
  kind: 'slot' | 'asked';
  /** The local date of a slot, or the instant at which it was asked for. */
  slot: string;
  chosen: readonly Chosen[];
  market: readonly DigestMarket[];
}

/** Inserts digests and answers the ids of those that are new: a slot that was answered already is not answered again. */
export async function insertDigests(
  tx: EntityManager,
  digests: readonly NewDigest[],
  now: Date,
): Promise<Set<string>> {
  const rows: { id: string }[] = await tx.query(
    `insert into digest (subscriber_id, id, kind, slot, made_at, found, market)
     select d.subscriber_id, d.id, d.kind, d.slot, $2, d.found, d.market
       from jsonb_to_recordset($1::jsonb)
         as d(subscriber_id bigint, id uuid, kind text, slot text, found integer, market jsonb)
     on conflict (subscriber_id, kind, slot) do nothing
     returning id`,
    [
      JSON.stringify(
        digests.map(({ subscriberId, id, kind, slot, chosen, market }) => ({
          subscriber_id: subscriberId,
          id,
          kind,
          slot,
          found: chosen.length,
          market,
        })),
      ),
      now,
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Writes into the ledger what these digests tell. A row that is there already was freed, or is hiring again. */
export async function insertItems(
  tx: EntityManager,
  digests: readonly NewDigest[],
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into digest_item
       (subscriber_id, cluster_id, digest_id, vacancy_id, saved_search_ids, rank, in_letter, told_at)
     select i.subscriber_id, i.cluster_id, i.digest_id, i.vacancy_id, i.saved_search_ids, i.rank, i.in_letter, $2
       from jsonb_to_recordset($1::jsonb)
         as i(subscriber_id bigint, cluster_id bigint, digest_id uuid, vacancy_id bigint, saved_search_ids uuid[],
              rank integer, in_letter boolean)
     on conflict (subscriber_id, cluster_id) do update
       set digest_id = excluded.digest_id, vacancy_id = excluded.vacancy_id, rank = excluded.rank,
           saved_search_ids = excluded.saved_search_ids, in_letter = excluded.in_letter, told_at = excluded.told_at`,
    [JSON.stringify(digests.flatMap(itemsOf)), now],
  );
}

const itemsOf = ({ subscriberId, id, chosen }: NewDigest) =>
  chosen.map((item) => ({
    subscriber_id: subscriberId,
    cluster_id: item.clusterId,
    digest_id: id,
    vacancy_id: item.vacancyId,
    saved_search_ids: item.searches.map((search) => search.id),
    rank: item.rank,
    in_letter: item.inLetter,
  }));

/** Whether a person has ever had a digest. */
export async function hasDigest(tx: EntityManager, subscriberId: string): Promise<boolean> {
  return (await tx.query('select from digest where subscriber_id = $1 limit 1', [subscriberId])).length > 0;
}
