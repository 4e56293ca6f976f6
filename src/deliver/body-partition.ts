import type { DataSource, EntityManager } from 'typeorm';

const DAY = 24 * 60 * 60 * 1000;
const KEPT_DAYS = 7;
// Any constant will do, as long as nothing else in this database takes it.
const PARTITION_LOCK = 4243;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Makes the partition of letter_body for the UTC day of `day`, unless it is there. Any number of processes may call it
 * at once. The table is made on its own and then attached: `create table … partition of` would lock the whole of
 * letter_body against readers until the caller's transaction ends; attaching does not.
 */
export async function ensureBodyPartition(tx: EntityManager, day: Date): Promise<void> {
  const name = partitionName(day);
  if (await exists(tx, name)) return;
  await tx.query('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
  if (await exists(tx, name)) return;
  const from = dateOf(day);
  const to = dateOf(new Date(day.getTime() + DAY));
  // DDL takes no parameters; the name and both dates are digits of a Date and nothing else.
  await tx.query(`create table ${name} (like letter_body including defaults including constraints)`);
  await tx.query(`alter table letter_body attach partition ${name} for values from ('${from}') to ('${to}')`);
}

/** Drops the bodies of letters made more than 7 days before `now`; answers the number of days dropped. */
export async function dropOldBodies(db: DataSource, now: Date): Promise<number> {
  const oldest = partitionName(new Date(now.getTime() - KEPT_DAYS * DAY));
  const partitions = await db.query<{ name: string }[]>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'letter_body'::regclass and c.relname < $1 order by 1`,
    [oldest],
  );
  let dropped = 0;
  for (const { name } of partitions) dropped += await dropPartition(db, name);
  return dropped;
}

async function dropPartition(db: DataSource, name: string): Promise<number> {
  if (!/^letter_body_\d{8}$/.test(name)) return 0;
  try {
    await db.transaction(async (tx) => {
      // A long read of letter_body must not make every sender queue behind this: better to come back later.
      await tx.query(`set local lock_timeout = '2s'`);
      await tx.query(`drop table if exists ${name}`);
    });
    return 1;
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return 0;
    throw error;
  }
}

// Not to_regclass: its "no" is cached and survives the wait for the lock, so that the second of two found the table
// missing still (and then "already exists"). A query sees what was committed before it began.
async function exists(tx: EntityManager, name: string): Promise<boolean> {
  const found = await tx.query<unknown[]>(
    `select 1 from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'letter_body'::regclass and c.relname = $1`,
    [name],
  );
  return found.length > 0;
}

const dateOf = (day: Date): string => day.toISOString().slice(0, 10);
const partitionName = (day: Date): string => `letter_body_${dateOf(day).replaceAll('-', '')}`;
