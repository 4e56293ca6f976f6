import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { EntityManager } from 'typeorm';
import { deleteRowsOf } from '../store/rows-of.sql.js';

/** Whose traces go: a person, and every address they were written to. */
export interface Traces {
  subscriberId: string;
  addresses: { email: string; hash: Buffer }[];
}

/**
 * Forgets a person's letters and what came back of them; answers how many rows by table. A worker that holds one of
 * the letters finds it gone at the gate, and lets it go. Suppression stays: it holds hashes alone.
 */
export async function eraseLetters(
  tx: EntityManager,
  { subscriberId, addresses }: Traces,
): Promise<Record<string, number>> {
  const deleted = await deleteRowsOf(tx, subscriberId, ['letter_event', 'letter_body', 'letter']);
  const hashes = addresses.map(({ hash }) => hash);
  const [, events] = await tx.query(
    'delete from bounce_event where subscriber_id = $1 or address_hash = any($2::bytea[])',
    [subscriberId, hashes],
  );
  const [, named] = await tx.query('delete from returned_mail where subscriber_id = $1', [subscriberId]);
  const nameless = await eraseNameless(
    tx,
    addresses.map(({ email }) => email.toLowerCase()),
  );
  // Where a suppression is written may name a row that has just gone.
  await tx.query('update suppression set evidence = null where address_hash = any($1::bytea[])', [hashes]);
  return { ...deleted, bounce_event: events, returned_mail: named + nameless };
}

const BATCH = 100;
const unpack = promisify(gunzip);

/** A returned mail whose token was lost says in its text alone whom it is about. A week of them at most is kept. */
async function eraseNameless(tx: EntityManager, emails: readonly string[]): Promise<number> {
  let after: { cameOn: string; hash: Buffer } = { cameOn: '0001-01-01', hash: Buffer.alloc(0) };
  let gone = 0;
  for (;;) {
    const mails: { cameOn: string; hash: Buffer; raw: Buffer }[] = await tx.query(
      `select came_on::text as "cameOn", hash, raw from returned_mail
        where subscriber_id is null and (came_on, hash) > ($1::date, $2::bytea)
        order by came_on, hash limit ${BATCH}`,
      [after.cameOn, after.hash],
    );
    for (const { cameOn, hash, raw } of mails) {
      const text = (await unpack(raw)).toString('latin1').toLowerCase();
      if (!emails.some((email) => text.includes(email))) continue;
      await tx.query('delete from returned_mail where came_on = $1 and hash = $2', [cameOn, hash]);
      gone += 1;
    }
    const last = mails.at(-1);
    if (last === undefined || mails.length < BATCH) return gone;
    after = last;
  }
}
