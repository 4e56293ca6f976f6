import type { EntityManager } from 'typeorm';
import type { Found } from './match-searches.sql.js';
import type { Window } from './window.sql.js';

/** What one run found, a row a search; found on `madeOn` (YYYY-MM-DD), whose partition must exist. */
export async function insertMatches(
  tx: EntityManager,
  found: readonly Found[],
  { from, upto, madeOn }: Window & { madeOn: string },
): Promise<void> {
  if (found.length === 0) return;
  await tx.query(
    `insert into match (search_id, upto_seq, made_on, from_seq, total, vacancy_ids)
     select f.search_id, $2, $3, $4, f.total, f.vacancy_ids
       from jsonb_to_recordset($1::jsonb) as f(search_id bigint, total integer, vacancy_ids bigint[])`,
    [JSON.stringify(found), upto, madeOn, from],
  );
}

const PARTITION_LOCK = 4245;
const KEPT_DAYS = 40;

/** Makes the partition of a day (YYYY-MM-DD) where there is none; several processes may ask at once. */
export async function ensureMatchPartition(tx: EntityManager, day: string): Promise<void> {
  if (await hasPartition(tx, day)) return;
  await tx.query('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
  if (await hasPartition(tx, day)) return;
  // A name cannot be a parameter: format() quotes it, and the day is a date by its type.
  const [{ sql }] = await tx.query(
    `select format('create table %I partition of match for values from (%L) to (%L)',
                   'match_' || to_char($1::date, 'YYYYMMDD'), $1::date, $1::date + 1) as sql`,
    [day],
  );
  await tx.query(sql);
}

/** Drops the partitions of days more than 40 before `day`. */
export async function dropOldMatches(tx: EntityManager, day: string): Promise<void> {
  const old: { sql: string }[] = await tx.query(
    `select format('drop table %I', c.relname) as sql
       from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'match'::regclass and c.relname < 'match_' || to_char($1::date - $2::integer, 'YYYYMMDD')`,
    [day, KEPT_DAYS],
  );
  for (const { sql } of old) await tx.query(sql);
}

// Asked of pg_inherits and not of to_regclass, which after waiting for the lock still answers from its old cache.
async function hasPartition(tx: EntityManager, day: string): Promise<boolean> {
  const rows = await tx.query(
    `select from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'match'::regclass and c.relname = 'match_' || to_char($1::date, 'YYYYMMDD')`,
    [day],
  );
  return rows.length > 0;
}
