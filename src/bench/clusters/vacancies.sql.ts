import type { EntityManager } from 'typeorm';
import type { CopyKeys } from '../../collect/clusters/keys.js';
import { toInt8 } from '../../language/simhash.js';

/** Stores vacancies that have no more than clusters are found by. */
export async function insertBare(
  tx: EntityManager,
  rows: readonly (CopyKeys & { clusterId: string })[],
  { source, now }: { source: number; now: Date },
): Promise<void> {
  await tx.query(
    `insert into vacancy (source_id, external_id, title, first_seen_at, last_seen_at, content_hash, cluster_id, document,
                          analyser, text_key, simhash)
     select $1, gen_random_uuid()::text, title, $2, $2, '', cluster_id, '', 'bare', text_key, simhash
       from unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[]) as v (title, cluster_id, text_key, simhash)`,
    [
      source,
      now,
      rows.map(({ title }) => title),
      rows.map(({ clusterId }) => clusterId),
      rows.map(({ textKey }) => textKey),
      rows.map(({ simhash }) => simhash && toInt8(simhash)),
    ],
  );
}
