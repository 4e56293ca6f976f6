import type { EntityManager } from 'typeorm';
import { bandsOf, fromInt8, NEAR, type SimHash, toInt8 } from '../../language/simhash.js';
import type { CopyKeys } from './keys.js';

// Any constant will do, as long as nothing else in this database uses it.
const CLUSTER_LOCK = 44;

/** Until the transaction ends nobody else gives out clusters: two importers would make two for one text. */
export const lockClusters = (tx: EntityManager): Promise<unknown> =>
  tx.query('select pg_advisory_xact_lock($1)', [CLUSTER_LOCK]);

/** A stored text: the cluster of the oldest vacancy that has it. */
export interface KnownText extends Omit<CopyKeys, 'linkKey'> {
  clusterId: string;
  /** The oldest member of that cluster, and what its text is now. */
  oldestId: string;
  origin: SimHash | null;
}

/** A member of a cluster. */
export interface KnownMember extends KnownText {
  vacancyId: string;
}

interface Row {
  vacancyId: string;
  textKey: string;
  title: string;
  simhash: string | null;
  clusterId: string;
  oldestId: string;
  origin: string | null;
}

const COLUMNS = `
  v.id as "vacancyId", v.text_key as "textKey", v.title, v.simhash, v.cluster_id as "clusterId",
  oldest.id as "oldestId", oldest.simhash as origin`;

const OLDEST = `
  cross join lateral (
    select id, simhash from vacancy where cluster_id = v.cluster_id order by cluster_id, id limit 1) oldest`;

const memberOf = ({ simhash, origin, ...row }: Row): KnownMember => ({
  ...row,
  simhash: simhash === null ? null : fromInt8(simhash),
  origin: origin === null ? null : fromInt8(origin),
});

/** Those of these texts that some vacancy has. */
export async function textsOf(tx: EntityManager, textKeys: readonly string[]): Promise<KnownText[]> {
  if (textKeys.length === 0) return [];
  const rows: Row[] = await tx.query(
    `select ${COLUMNS}
       from unnest($1::bigint[]) as asked (key)
      cross join lateral (
        select * from vacancy where text_key = asked.key order by text_key, id limit 1) v ${OLDEST}`,
    [textKeys],
  );
  return rows.map(memberOf);
}

/** More of one cluster say nothing new: whoever fits none of its oldest fits none. */
const MOST_MEMBERS = 200;

/** The oldest members of these clusters. */
export async function membersOf(tx: EntityManager, clusterIds: readonly string[]): Promise<KnownMember[]> {
  if (clusterIds.length === 0) return [];
  const rows: Row[] = await tx.query(
    `select ${COLUMNS}
       from unnest($1::bigint[]) as asked (id)
      cross join lateral (
        select * from vacancy where cluster_id = asked.id order by cluster_id, id limit ${MOST_MEMBERS}) v ${OLDEST}`,
    [clusterIds],
  );
  return rows.map(memberOf);
}

/** `sim_band.band` of the keys of addresses; 0–3 are the bands of a SimHash. */
const LINK = 4;

/**
 * The texts of which one bit in seven… at most differs from one of these: every band as it is and with each of its 16
 * bits turned, 68 stretches of the index a text. A stretch is read up to 256 texts, so that a template of thousands of
 * different jobs costs no more than that: the same words under the same title are found by `textsOf`.
 */
export async function nearKeys(tx: EntityManager, hashes: readonly SimHash[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const bands = hashes.flatMap((hash) => bandsOf(hash).map(toInt8));
  const rows: { key: string }[] = await tx.query(
    `select distinct b.text_key as key
       from (select (n - 1) % 4 as band, key from unnest($1::bigint[]) with ordinality as asked (key, n)) asked
      cross join (select 0 as bit union all select 1 << n from generate_series(0, 15) as n) turned
      cross join lateral (
        select key, text_key from sim_band
         where band = asked.band::smallint
           and key >= ((asked.key >> 48) # turned.bit) << 48
           and key <= (((asked.key >> 48) # turned.bit) << 48) | 281474976710655
         order by band, key limit 256) b
      where bit_count((b.key # asked.key)::bit(64)) <= ${NEAR}`,
    [bands],
  );
  return rows.map(({ key }) => key);
}

/** A text that stands under an address. */
export interface LinkedText {
  linkKey: string;
  textKey: string;
}

export const textsUnder = (tx: EntityManager, linkKeys: readonly string[]): Promise<LinkedText[]> =>
  linkKeys.length === 0
    ? Promise.resolve([])
    : tx.query(
        `select key as "linkKey", text_key as "textKey" from sim_band
          where band = ${LINK} and key = any($1::bigint[])`,
        [linkKeys],
      );

/** Makes so many clusters and answers their ids, ascending. */
export async function makeClusters(tx: EntityManager, most: number, now: Date): Promise<string[]> {
  if (most === 0) return [];
  const rows: { id: string }[] = await tx.query(
    `with made as (
       insert into cluster (created_at) select $2 from generate_series(1, $1) returning id
     )
     select id from made order by id`,
    [most, now],
  );
  return rows.map(({ id }) => id);
}

/** Two clusters that are one job; the older id, `into`, stays. */
export interface Merge {
  from: string;
  into: string;
}

/**
 * Moves the vacancies of clusters into others and remembers it. Never waits for a row, for whoever holds one may wait
 * for this transaction: where one is held it throws Postgres' 55P03, and the transaction is to be tried again.
 */
export async function mergeClusters(tx: EntityManager, merges: readonly Merge[], now: Date): Promise<void> {
  if (merges.length === 0) return;
  const [from, into] = [merges.map((merge) => merge.from), merges.map((merge) => merge.into)];
  await tx.query(
    'select from vacancy where cluster_id = any($1::bigint[]) order by id for no key update nowait',
    [from],
  );
  await tx.query(
    `update vacancy v set cluster_id = m.into_id
       from unnest($1::bigint[], $2::bigint[]) as m (from_id, into_id) where v.cluster_id = m.from_id`,
    [from, into],
  );
  await tx.query(
    `insert into cluster_merge (from_id, into_id, merged_at)
     select from_id, into_id, $3 from unnest($1::bigint[], $2::bigint[]) as m (from_id, into_id)
     on conflict (from_id) do update set into_id = excluded.into_id, merged_at = excluded.merged_at`,
    [from, into, now],
  );
}

/** Lets these texts be found as near copies and by their addresses. */
export async function noteTexts(tx: EntityManager, texts: readonly CopyKeys[]): Promise<void> {
  const rows = texts.flatMap(({ textKey, simhash, linkKey }) => [
    ...(simhash === null ? [] : bandsOf(simhash).map((hash, band) => ({ band, key: toInt8(hash), textKey }))),
    ...(linkKey === null ? [] : [{ band: LINK, key: linkKey, textKey }]),
  ]);
  if (rows.length === 0) return;
  await tx.query(
    `insert into sim_band (band, key, text_key) select * from unnest($1::smallint[], $2::bigint[], $3::bigint[])
     on conflict do nothing`,
    [rows.map(({ band }) => band), rows.map(({ key }) => key), rows.map(({ textKey }) => textKey)],
  );
}

/** What bands hold of a text. */
type Banded = Pick<CopyKeys, 'textKey' | 'simhash'>;

/** The texts that these vacancies have. */
export async function keysOf(tx: EntityManager, ids: readonly string[]): Promise<Banded[]> {
  if (ids.length === 0) return [];
  const rows: { textKey: string; simhash: string }[] = await tx.query(
    `select text_key as "textKey", simhash from vacancy where id = any($1::bigint[]) and simhash is not null`,
    [ids],
  );
  return rows.map(({ textKey, simhash }) => ({ textKey, simhash: fromInt8(simhash) }));
}

/** Forgets what bands hold of those of these texts that no vacancy has any more. */
export async function forgetTexts(tx: EntityManager, texts: readonly Banded[]): Promise<void> {
  const rows = texts.flatMap(({ textKey, simhash }) =>
    simhash === null ? [] : bandsOf(simhash).map((hash, band) => ({ band, key: toInt8(hash), textKey })),
  );
  if (rows.length === 0) return;
  await tx.query(
    `delete from sim_band b
      using unnest($1::smallint[], $2::bigint[], $3::bigint[]) as old (band, key, text_key)
      where b.band = old.band and b.key = old.key and b.text_key = old.text_key
        and not exists (select from vacancy v where v.text_key = old.text_key)`,
    [rows.map(({ band }) => band), rows.map(({ key }) => key), rows.map(({ textKey }) => textKey)],
  );
}

/** Forgets that these texts stand under these addresses, where no vacancy has the text any more. */
export async function forgetLinks(tx: EntityManager, links: readonly LinkedText[]): Promise<void> {
  if (links.length === 0) return;
  await tx.query(
    `delete from sim_band b using unnest($1::bigint[], $2::bigint[]) as old (key, text_key)
      where b.band = ${LINK} and b.key = old.key and b.text_key = old.text_key
        and not exists (select from vacancy v where v.text_key = old.text_key)`,
    [links.map(({ linkKey }) => linkKey), links.map(({ textKey }) => textKey)],
  );
}
