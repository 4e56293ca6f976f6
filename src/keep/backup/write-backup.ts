import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Client, type ClientBase, escapeIdentifier } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { DataSource, EntityManager } from 'typeorm';
import type { Secret } from '../../kit/tokens.js';
import { clientOf } from '../../store/copy-in.js';
import { frame, jsonFrame } from './frames.js';
import { type BackupEnd, type Header, keyPrint, type TableEnd } from './header.js';
import { readLayout, readMigrations, readSequences, type TableLayout } from './layout.sql.js';

// Half of the time of the usual 6 for a file that is a tenth larger.
const LEVEL = 3;
const PIECE = 64 * 1024;

/**
 * Writes all tables as they stand at one instant, while others go on working; answers what was written. Memory is that
 * of a few pieces, whatever the size. `out` is ended, or destroyed on a failure.
 */
export async function writeBackup(
  { db, secret }: { db: DataSource; secret: Secret },
  out: Writable,
  now: Date,
): Promise<BackupEnd> {
  const end: BackupEnd = { tables: 0, rows: 0 };
  await db.transaction('REPEATABLE READ', async (tx) => {
    await tx.query('set transaction read only');
    const header = await headerOf(tx, secret, now);
    const client = await clientOf(tx);
    try {
      await pipeline(framesOf(client, header, end), createGzip({ level: LEVEL }), out);
    } catch (error) {
      // A COPY that nobody reads any more would hold the connection, and the rollback behind it, for ever.
      await (client as Client).end().catch(() => undefined);
      throw error;
    }
  });
  return end;
}

async function headerOf(tx: EntityManager, secret: Secret, now: Date): Promise<Header> {
  const tables = await readLayout(tx);
  // Nobody may drop a day that is still to be read. Sequences last: they are ahead of all rows seen, never behind.
  await tx.query(
    `lock table ${tables.map(({ name }) => escapeIdentifier(name)).join()} in access share mode`,
  );
  const migrations = await readMigrations(tx);
  const sequences = await readSequences(tx);
  return { format: 1, madeAt: now.toISOString(), key: keyPrint(secret), migrations, tables, sequences };
}

async function* framesOf(client: ClientBase, header: Header, end: BackupEnd): AsyncGenerator<Buffer> {
  yield jsonFrame('H', header);
  for (const table of header.tables) {
    yield jsonFrame('T', { name: table.name });
    const hash = createHash('sha256');
    let bytes = 0;
    const rows = client.query(copyTo(copyOf(table)));
    for await (const piece of inPieces(rows)) {
      hash.update(piece);
      bytes += piece.length;
      yield frame('D', piece);
    }
    const tableEnd: TableEnd = { rows: rows.rowCount, bytes, sha256: hash.digest('hex') };
    yield jsonFrame('E', tableEnd);
    end.tables += 1;
    end.rows += rows.rowCount;
  }
  yield jsonFrame('Z', end);
}

// The text form: any later Postgres reads it. A partitioned table is copied by a query alone.
const copyOf = ({ name, columns }: TableLayout): string =>
  `copy (select ${columns.map(escapeIdentifier).join()} from ${escapeIdentifier(name)}) to stdout`;

async function* inPieces(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    held.push(chunk);
    size += chunk.length;
    if (size < PIECE) continue;
    yield* cut(Buffer.concat(held));
    [held, size] = [[], 0];
  }
  if (size > 0) yield* cut(Buffer.concat(held));
}

/** One row may be larger than what readers take at once. */
function* cut(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 16 * PIECE) yield bytes.subarray(at, at + 16 * PIECE);
}
