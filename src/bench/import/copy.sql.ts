import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { DataSource } from 'typeorm';
import { clientOf } from '../../store/copy-in.js';
import { type Spent, spentWith } from '../match/processor-time.js';

/**
 * The floor: the rows that the import stored, read from a file and sent by COPY into a table of the same columns with
 * no index and no constraint. What nobody can undercut, for nothing is parsed, analysed or looked up.
 */
export async function copyRows(db: DataSource, file: string): Promise<Spent & { rows: number }> {
  await db.query('create table bare as select * from vacancy with no data');
  return db.transaction(async (tx) => {
    const client = await clientOf(tx);
    await pipeline(client.query(copyTo('copy vacancy to stdout (format binary)')), createWriteStream(file));
    const { result: _, ...spent } = await spentWith(db, () =>
      pipeline(createReadStream(file), client.query(copyFrom('copy bare from stdin (format binary)'))),
    );
    const [{ rows }] = await tx.query('select count(*)::int as rows from bare');
    return { ...spent, rows };
  });
}
