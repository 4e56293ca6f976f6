import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { CopyReader } from './copy-reader.js';
import type { Segment } from './segment.js';
import { SegmentBuilder } from './segment-builder.js';
import { FIELDS_OF_VACANCY } from './vacancy-copy.js';

/** Reads what `statement` (a `copy … to stdout (format binary)` of vacancyColumns) sends into segments, in its order. */
export async function loadSegments(client: ClientBase, statement: string): Promise<Segment[]> {
  const segments: Segment[] = [];
  let builder = new SegmentBuilder();
  await readCopy(client, statement, {
    fields: FIELDS_OF_VACANCY,
    onRow: (row) => {
      if (builder.isFull) {
        segments.push(builder.finish());
        builder = new SegmentBuilder();
      }
      builder.add(row);
    },
  });
  if (builder.size > 0) segments.push(builder.finish());
  return segments;
}

/** Runs a binary COPY and hands over its rows. `onRow` must use a row before it returns. */
export async function readCopy(
  client: ClientBase,
  statement: string,
  { fields, onRow }: { fields: number; onRow: ConstructorParameters<typeof CopyReader>[1] },
): Promise<void> {
  const reader = new CopyReader(fields, onRow);
  const rows = client.query(copyTo(statement));
  for await (const chunk of rows) reader.push(chunk as Buffer);
}

/** COPY takes no parameters: it finds its values in settings of the session, as `vestnik.<name>`. */
export async function setValues(client: ClientBase, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await client.query('select set_config($1, $2, false)', [`vestnik.${name}`, value]);
  }
}
