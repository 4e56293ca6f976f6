import type { EntityManager } from 'typeorm';
import { toInt8 } from '../../language/simhash.js';
import type { CopyKeys, Keyed } from './keys.js';

/** A stored vacancy that nobody can find as a copy yet. */
export interface Unkeyed extends Keyed {
  id: string;
  clusterId: string;
  body: string;
}

/** Whether there is any. */
export async function hasUnkeyed(tx: EntityManager): Promise<boolean> {
  const [{ some }] = await tx.query('select exists (select from vacancy where text_key is null) as some');
  return some;
}

/** The next of them after `after`, by id, held until the transaction ends; what others hold is left out. */
export const lockUnkeyed = (
  tx: EntityManager,
  { after, most }: { after: string; most: number },
): Promise<Unkeyed[]> =>
  tx.query(
    `select v.id, v.cluster_id as "clusterId", v.external_id as "externalId", v.url, v.title, v.body,
            e.key as "employerKey", v.place_ids as "placeIds", v.city_key as "cityKey"
       from vacancy v left join employer e on e.id = v.employer_id
      where v.text_key is null and v.id > $1 order by v.id limit $2 for no key update of v skip locked`,
    [after, most],
  );

/** Gives held vacancies their keys. No news to any index. */
export async function storeKeys(
  tx: EntityManager,
  rows: readonly (CopyKeys & { id: string })[],
): Promise<void> {
  await tx.query(
    `update vacancy v set text_key = k.text_key, simhash = k.simhash
       from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as k (id, text_key, simhash) where v.id = k.id`,
    [
      rows.map(({ id }) => id),
      rows.map(({ textKey }) => textKey),
      rows.map(({ simhash }) => simhash && toInt8(simhash)),
    ],
  );
}
