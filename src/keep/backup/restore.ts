import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { escapeIdentifier } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { DataSource, EntityManager } from 'typeorm';
import { SayError } from '../../kit/command.js';
import type { Secret } from '../../kit/tokens.js';
import { clientOf } from '../../store/copy-in.js';
import { type ByDay, ensureDay } from '../../store/day-partitions.js';
import { BackupFault } from './frames.js';
import { type BackupEnd, type Header, keyPrint } from './header.js';
import { readLayout, restartSequence, type TableLayout } from './layout.sql.js';
import { BackupReader, type TableData } from './read-backup.js';
import { schemaOf } from './schema.js';

/** What a start of Vestnik fills by itself; a database that holds no more is empty. */
const FILLED_AT_START = ['place', 'tick', 'match_progress', 'lane'];

export interface RestoreWorld {
  db: DataSource;
  secret: Secret;
  /** Whether a backup made under another SECRET_KEY may be restored. */
  otherKey: boolean;
}

/**
 * Fills an empty database from a backup, in one transaction: whatever is wrong with either, nothing is changed.
 * @throws SayError with what is wrong
 */
export async function restore({ db, secret, otherKey }: RestoreWorld, source: Readable): Promise<BackupEnd> {
  const backup = new BackupReader(source);
  try {
    const header = await backup.header();
    if (header.key !== keyPrint(secret) && !otherKey) throw new SayError(OTHER_KEY);
    const restored = await db.transaction((tx) => fill(tx, header, backup));
    await db.query('analyze');
    return restored;
  } catch (error) {
    if (!(error instanceof BackupFault)) throw error;
    throw new SayError(`The backup cannot be restored: ${error.message}. Nothing was changed.`, {
      cause: error,
    });
  } finally {
    source.destroy();
  }
}

const OTHER_KEY =
  'This backup was made under another SECRET_KEY: links in letters already sent would break, and who must not be ' +
  'written to would no longer be known. Set that key, or add --other-key to mean it.';

async function fill(tx: EntityManager, header: Header, backup: BackupReader): Promise<BackupEnd> {
  await emptied(tx);
  const forward = await schemaOf(tx, header.migrations);
  const layout = new Map(header.tables.map((table) => [table.name, table]));
  for (const { name, days } of header.tables) {
    for (const day of days ?? []) await ensureDay(tx, name as ByDay, day);
  }
  let rows = 0;
  for await (const table of backup.tables()) {
    const known = layout.get(table.name);
    if (known === undefined) throw new BackupFault('it is damaged');
    rows += await copyTable(tx, known, table);
  }
  for (const sequence of header.sequences) await restartSequence(tx, sequence);
  await forward();
  return { tables: layout.size, rows };
}

/** Keeps others out of all tables until the end, and sees that they are empty. */
async function emptied(tx: EntityManager): Promise<void> {
  const names = (await readLayout(tx)).map(({ name }) => name);
  await lockAll(tx, names);
  const filled: string[] = [];
  for (const name of names) {
    if (FILLED_AT_START.includes(name)) await tx.query(`delete from ${escapeIdentifier(name)}`);
    else if ((await tx.query(`select from ${escapeIdentifier(name)} limit 1`)).length > 0) filled.push(name);
  }
  if (filled.length > 0) {
    throw new SayError(
      `A backup is restored into an empty database only, and this one has rows in ${filled.join(', ')}. ` +
        'Name a new one in DATABASE_URL, or another DATA_DIR.',
    );
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

async function lockAll(tx: EntityManager, names: readonly string[]): Promise<void> {
  try {
    await tx.query(`set local lock_timeout = '10s'`);
    await tx.query(`lock table ${names.map(escapeIdentifier).join()} in access exclusive mode`);
  } catch (error) {
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    throw new SayError('Another process works with this database: stop it first, then restore.', {
      cause: error,
    });
  }
}

/** Answers how many rows came; what the file says of the table must be so. */
async function copyTable(
  tx: EntityManager,
  { name, columns }: TableLayout,
  table: TableData,
): Promise<number> {
  const into = copyFrom(
    `copy ${escapeIdentifier(name)} (${columns.map(escapeIdentifier).join()}) from stdin`,
  );
  const client = await clientOf(tx);
  try {
    await pipeline(table.data, client.query(into));
  } catch (error) {
    // What Postgres makes of damaged rows is known before the checksum at the table's end is.
    if (/^22|^23/.test((error as { code?: string }).code ?? '')) {
      throw new BackupFault(`its table ${name} is damaged`, { cause: error });
    }
    throw error;
  }
  if (into.rowCount !== table.end().rows) throw new BackupFault(`its table ${name} is damaged`);
  return into.rowCount;
}
