import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { DataSource } from 'typeorm';
import type { Secret } from '../../kit/tokens.js';
import { personOf } from '../../subscribe/erase-person.js';
import { limitHashes } from '../../subscribe/limits.js';
import { subscriberById } from '../../subscribe/subscribers.sql.js';
import { SECTIONS } from './sections.js';

const unpack = promisify(gunzip);

/** A person's copy of what is held about them: sections by name, times as Dates, letters unpacked. */
export type Exported = { exportedAt: Date } & Record<string, unknown>;

/** Everything that is held about a person at one instant, for JSON; null where there is nobody. */
export function exportPerson(
  db: DataSource,
  { subscriberId, secret }: { subscriberId: string; secret: Secret },
  now: Date,
): Promise<Exported | null> {
  return db.transaction('REPEATABLE READ', async (tx) => {
    if ((await subscriberById(tx, subscriberId, { lock: false })) === null) return null;
    const { addresses } = await personOf(tx, subscriberId, secret);
    const hashes = addresses.map(({ hash }) => hash);
    const asked = limitHashes(
      addresses.map(({ key }) => key),
      secret,
    );
    const values = [subscriberId, hashes, asked];
    const exported: Exported = { exportedAt: now };
    for (const [name, { sql }] of Object.entries(SECTIONS)) {
      exported[name] = await unpacked(await tx.query(`${BOUND} ${sql}`, values));
    }
    return exported;
  });
}

// Names and types every value, for a statement may not be given one that it does not name.
const BOUND = 'with bound as (select $1::bigint, $2::bytea[], $3::text[])';

/** Letters and returned mails are kept as gzip. */
async function unpacked(rows: Record<string, unknown>[]): Promise<Record<string, unknown>[]> {
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (Buffer.isBuffer(value)) row[name] = (await unpack(value)).toString();
    }
  }
  return rows;
}
