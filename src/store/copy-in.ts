import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';

// Signature, no flags, no extension: https://www.postgresql.org/docs/current/sql-copy.html
const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);

/** Sends rows, laid out as a binary COPY has them, to `statement` (a `copy … from stdin (format binary)`). */
export async function copyIn(client: ClientBase, statement: string, rows: readonly Buffer[]): Promise<void> {
  await pipeline(
    Readable.from([HEADER, ...rows, TRAILER], { objectMode: false }),
    client.query(copyFrom(statement)),
  );
}

/** The connection of a transaction, for what TypeORM has no words for. */
export const clientOf = (tx: EntityManager): Promise<ClientBase> => tx.queryRunner!.connect();
