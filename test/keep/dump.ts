import { gunzipSync } from 'node:zlib';
import { to as copyTo } from 'pg-copy-streams';
import type { DataSource } from 'typeorm';
import { clientOf } from '../../src/store/copy-in.js';

/** Every row of every table as COPY prints it, by table; what stands packed in a bytea comes unpacked beside it. */
export async function dump(db: DataSource): Promise<Map<string, string>> {
  const tables: { name: string }[] = await db.query(
    `select c.oid::regclass::text as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  return db.transaction(async (tx) => {
    const client = await clientOf(tx);
    const dumped = new Map<string, string>();
    for (const { name } of tables) {
      let text = '';
      for await (const chunk of client.query(copyTo(`copy (select * from ${name}) to stdout`)))
        text += String(chunk);
      dumped.set(name, text + unpacked(text));
    }
    return dumped;
  });
}

/** COPY prints a bytea as \\x and hexadecimal digits; gzip begins with 1f 8b. */
const unpacked = (text: string): string =>
  [...text.matchAll(/\\\\x(1f8b[0-9a-f]+)/g)]
    .map(([, hex]) => gunzipSync(Buffer.from(hex!, 'hex')).toString())
    .join('\n');
