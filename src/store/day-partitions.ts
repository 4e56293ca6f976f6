import type { DataSource, EntityManager } from 'typeorm';

/** The tables that are partitioned by UTC day, so that a day goes by dropping it. */
export type ByDay = 'match' | 'letter_body' | 'returned_mail';

const LOCK = 4245;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Makes the partition of a day (YYYY-MM-DD), unless it is there; any number of processes may ask at once. The table is
 * made on its own and then attached: `create table … partition of` would lock the whole against readers until the
 * caller's transaction ends; attaching does not.
 */
export async function ensureDay(tx: EntityManager, table: ByDay, day: string): Promise<void> {
  if (await hasDay(tx, table, day)) return;
  await tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [LOCK, table]);
  if (await hasDay(tx, table, day)) return;
  // DDL takes no parameters: format() quotes the names, and the day is a date by its type.
  const [{ create, attach }] = await tx.query(
    `select format('create table %1$I (like %2$I including defaults including constraints including storage)', $2::text, $1::text) as create,
            format('alter table %2$I attach partition %1$I for values from (%3$L) to (%4$L)',
                   $2::text, $1::text, $3::date, $3::date + 1) as attach`,
    [table, partitionOf(table, day), day],
  );
  await tx.query(create);
  await tx.query(attach);
}

/** Drops the days before `day` (YYYY-MM-DD); answers how many. A day that is being read is left for the next time. */
export async function dropDaysBefore(db: DataSource, table: ByDay, day: string): Promise<number> {
  const old: { name: string; sql: string }[] = await db.query(
    `select format('drop table if exists %I', c.relname) as sql
       from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = $1::regclass and c.relname ~ '_[0-9]{8}$' and c.relname < $2 order by 1`,
    [table, partitionOf(table, day)],
  );
  let dropped = 0;
  for (const { sql } of old) if (await dropQuickly(db, sql)) dropped += 1;
  return dropped;
}

async function dropQuickly(db: DataSource, sql: string): Promise<boolean> {
  try {
    await db.transaction(async (tx) => {
      // A long read must not make everybody queue behind this: better to come back later.
      await tx.query(`set local lock_timeout = '2s'`);
      await tx.query(sql);
    });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}

// Not to_regclass: its "no" is cached and survives the wait for the lock, so that the second of two found the table
// missing still (and then "already exists"). A query sees what was committed before it began.
async function hasDay(tx: EntityManager, table: ByDay, day: string): Promise<boolean> {
  const found = await tx.query(
    `select from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = $1::regclass and c.relname = $2`,
    [table, partitionOf(table, day)],
  );
  return found.length > 0;
}

const partitionOf = (table: ByDay, day: string): string => `${table}_${day.replaceAll('-', '')}`;
