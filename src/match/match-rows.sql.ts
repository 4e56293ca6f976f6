import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';

// Signature, no flags, no extension: https://www.postgresql.org/docs/current/sql-copy.html
const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);

const COPY = `
  copy match (search_id, upto_seq, made_on, from_seq, total, vacancy_ids) from stdin (format binary)`;

/** Stores rows as `MatchWriter` writes them; the partition of their day must exist. */
export async function insertMatches(tx: EntityManager, rows: readonly Buffer[]): Promise<void> {
  if (rows.length === 0) return;
  const client = await clientOf(tx);
  await pipeline(
    Readable.from([HEADER, ...rows, TRAILER], { objectMode: false }),
    client.query(copyFrom(COPY)),
  );
}

/** The connection of a transaction, for what TypeORM has no words for. */
export const clientOf = (tx: EntityManager): Promise<ClientBase> => tx.queryRunner!.connect();
