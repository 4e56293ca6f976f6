import type { EntityManager } from 'typeorm';

/** A table as a backup has it. */
export interface TableLayout {
  name: string;
  columns: string[];
  /** The days (YYYY-MM-DD) that a table partitioned by day has; null for the others. */
  days: string[] | null;
}

/** A sequence and the number that it gives out next. */
export interface SequenceAt {
  name: string;
  next: string;
}

// What a trigger fills and no other database can use: the transaction that changed a vacancy last (docs/adr/0008).
const NOT_KEPT = ['vacancy.changed_in'];

/** Every table but TypeORM's own, those that others refer to first. */
export async function readLayout(tx: EntityManager): Promise<TableLayout[]> {
  const tables: TableLayout[] = await tx.query(TABLES, [NOT_KEPT]);
  const links: { child: string; parent: string }[] = await tx.query(LINKS);
  const ordered: TableLayout[] = [];
  while (ordered.length < tables.length) {
    const done = new Set(ordered.map(({ name }) => name));
    const free = tables.filter(
      ({ name }) =>
        !done.has(name) &&
        links.every(({ child, parent }) => child !== name || parent === name || done.has(parent)),
    );
    if (free.length === 0)
      throw new Error('Foreign keys go round in a circle: no order to restore tables in.');
    ordered.push(...free);
  }
  return ordered;
}

const TABLES = `
  select c.relname as name,
         (select json_agg(a.attname order by a.attnum) from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             and c.relname || '.' || a.attname <> all($1::text[])) as columns,
         case when c.relkind = 'p' then coalesce(
           (select json_agg(to_date(right(p.relname, 8), 'YYYYMMDD')::text order by p.relname)
              from pg_inherits i join pg_class p on p.oid = i.inhrelid where i.inhparent = c.oid), '[]') end as days
    from pg_class c
   where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     and c.relname <> 'migration'
   order by c.relname`;

const LINKS = `
  select child.relname as child, parent.relname as parent
    from pg_constraint k join pg_class child on child.oid = k.conrelid join pg_class parent on parent.oid = k.confrelid
   where k.contype = 'f'`;

export const readSequences = (tx: EntityManager): Promise<SequenceAt[]> =>
  tx.query(
    `select sequencename as name, coalesce(last_value + increment_by, start_value)::text as next from pg_sequences
      where schemaname = current_schema() and sequencename <> 'migration_id_seq' order by 1`,
  );

/** The names of the migrations that have run, the oldest first. */
export async function readMigrations(tx: EntityManager): Promise<string[]> {
  const rows: { name: string }[] = await tx.query('select name from migration order by timestamp, id');
  return rows.map(({ name }) => name);
}

/** Lets a sequence give out `next` next, with the transaction that says so. DDL takes no parameters: format() quotes. */
export async function restartSequence(tx: EntityManager, { name, next }: SequenceAt): Promise<void> {
  const [{ sql }] = await tx.query(
    `select format('alter sequence %I restart with %s', $1::text, $2::bigint) as sql`,
    [name, next],
  );
  await tx.query(sql);
}
