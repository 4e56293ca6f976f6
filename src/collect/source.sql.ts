import type { DataSource } from 'typeorm';

/** What a Source is beside its schedule. */
export interface SourceRow {
  /** Lower-case letters, digits, «.», «_», «-»; at most 63. */
  name: string;
  format: string;
  title?: string | null;
  partner?: boolean;
  /** Where a partner's name leads. */
  link?: string | null;
  demo?: boolean;
}

/** The row id of the Source of that name; made when there is none. One that is there stays as it is. */
export async function ensureSource(db: DataSource, source: SourceRow, now: Date): Promise<number> {
  await db.query(
    `insert into source (name, format, title, partner, demo, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (name) do nothing`,
    [source.name, source.format, source.title ?? null, source.partner ?? false, source.demo ?? false, now],
  );
  return (await findSource(db, source.name))!;
}

/** The row id of the Source of that name, or null. */
export async function findSource(db: DataSource, name: string): Promise<number | null> {
  const [row]: { id: number }[] = await db.query('select id from source where name = $1', [name]);
  return row?.id ?? null;
}

/** The names of all Sources. */
export async function sourceNames(db: DataSource): Promise<string[]> {
  const rows: { name: string }[] = await db.query('select name from source order by name');
  return rows.map(({ name }) => name);
}
