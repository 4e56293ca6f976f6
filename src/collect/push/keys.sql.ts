import type { DataSource } from 'typeorm';

/** A key as the operator sees it. */
export interface KeyRow {
  id: number;
  createdAt: Date;
  revokedAt: Date | null;
  /** To the hour. */
  lastUsedAt: Date | null;
}

/** Keeps the hash of a new key of a Source; answers its number. */
export async function insertKey(
  db: DataSource,
  { source, hash, now }: { source: number; hash: Buffer; now: Date },
): Promise<number> {
  const [row]: { id: number }[] = await db.query(
    'insert into source_key (source_id, key_hash, created_at) values ($1, $2, $3) returning id',
    [source, hash, now],
  );
  return row!.id;
}

/** Every key of a Source, the oldest first. */
export const selectKeys = (db: DataSource, source: number): Promise<KeyRow[]> =>
  db.query(
    `select id, created_at as "createdAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"
       from source_key where source_id = $1 order by id`,
    [source],
  );

/** Revokes one key of a Source, or all with null; answers the numbers of those that were not revoked before. */
export async function revokeKeys(
  db: DataSource,
  { source, id, now }: { source: number; id: number | null; now: Date },
): Promise<number[]> {
  const [rows]: [{ id: number }[], number] = await db.query(
    `update source_key set revoked_at = $3
      where source_id = $1 and ($2::integer is null or id = $2) and revoked_at is null
     returning id`,
    [source, id, now],
  );
  return rows.map((row) => row.id);
}

/** A key that is not revoked, by its number, and the Source that it opens. */
export interface LiveKey {
  hash: Buffer;
  source: number;
  sourceName: string;
}

export async function findLiveKey(db: DataSource, id: number): Promise<LiveKey | null> {
  const [row]: LiveKey[] = await db.query(
    `select k.key_hash as hash, k.source_id as source, s.name as "sourceName"
       from source_key k join source s on s.id = k.source_id
      where k.id = $1 and k.revoked_at is null`,
    [id],
  );
  return row ?? null;
}

/** Notes that a key was used; written at most once an hour. */
export async function noteKeyUsed(db: DataSource, id: number, now: Date): Promise<void> {
  await db.query(
    `update source_key set last_used_at = date_trunc('hour', $2::timestamptz)
      where id = $1 and coalesce(last_used_at, '-infinity') < date_trunc('hour', $2::timestamptz)`,
    [id, now],
  );
}
