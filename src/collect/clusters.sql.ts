import type { EntityManager } from 'typeorm';

/** A cluster that holds copies of a text. */
export interface KnownCluster {
  id: string;
  /** Hex of `text_hash`. */
  textHash: string;
  /** The different titles of its members. */
  titles: string[];
}

// Any constant will do, as long as nothing else in this database uses it.
const CLUSTER_LOCK = 44;

/** Until the transaction ends nobody else gives out clusters: two importers would make two for one text. */
export const lockClusters = (tx: EntityManager): Promise<unknown> =>
  tx.query('select pg_advisory_xact_lock($1)', [CLUSTER_LOCK]);

/** The clusters of texts, the oldest first. `hashes` are hex. */
export const clustersOf = (tx: EntityManager, hashes: readonly string[]): Promise<KnownCluster[]> =>
  tx.query(
    `select c.id, encode(c.text_hash, 'hex') as "textHash", array_agg(distinct v.title) as titles
       from cluster c join vacancy v on v.cluster_id = c.id
      where c.text_hash in (select decode(hash, 'hex') from unnest($1::text[]) as hash)
      group by c.id order by c.id`,
    [hashes],
  );

/** Makes a cluster for each text, in their order; answers the ids in that order. */
export async function makeClusters(
  tx: EntityManager,
  hashes: readonly string[],
  now: Date,
): Promise<string[]> {
  if (hashes.length === 0) return [];
  const rows: { id: string }[] = await tx.query(
    `with made as (
       select place, hash, nextval(pg_get_serial_sequence('cluster', 'id')) as id
         from (select * from unnest($1::text[]) with ordinality as h (hash, place) order by place) as ordered
     ), kept as (
       insert into cluster (id, text_hash, created_at) select id, decode(hash, 'hex'), $2 from made
     )
     select id from made order by place`,
    [hashes, now],
  );
  return rows.map(({ id }) => id);
}

/** The titles of the other members of each vacancy's cluster; none for one that is alone in it. */
export async function titlesBeside(
  tx: EntityManager,
  ids: readonly string[],
): Promise<Map<string, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const rows: { id: string; titles: string[] }[] = await tx.query(
    `select v.id, array_agg(distinct other.title) as titles
       from vacancy v join vacancy other on other.cluster_id = v.cluster_id and other.id <> v.id
      where v.id = any($1::bigint[]) group by v.id`,
    [ids],
  );
  return new Map(rows.map(({ id, titles }) => [id, titles]));
}
