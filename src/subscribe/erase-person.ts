import type { EntityManager } from 'typeorm';
import { addressHash } from '../deliver/address-hash.js';
import type { Secret } from '../kit/tokens.js';
import { deleteRowsOf } from '../store/rows-of.sql.js';
import { openSearches } from './saved-searches.sql.js';
import { unfollow } from './searches.sql.js';

/** A person about to be forgotten: every address of theirs, and every Search they ever saved. */
export interface Person {
  subscriberId: string;
  addresses: { key: string; email: string; hash: Buffer }[];
  searchIds: string[];
}

/** Who stands behind a subscriber's row, which the caller has locked. */
export async function personOf(tx: EntityManager, subscriberId: string, secret: Secret): Promise<Person> {
  const addresses: { key: string; email: string }[] = await tx.query(
    'select key, email from address where subscriber_id = $1 order by key',
    [subscriberId],
  );
  const saved: { id: string }[] = await tx.query(
    'select distinct search_id as id from saved_search where subscriber_id = $1 order by 1',
    [subscriberId],
  );
  return {
    subscriberId,
    addresses: addresses.map((one) => ({ ...one, hash: addressHash(secret, one.key) })),
    searchIds: saved.map(({ id }) => id),
  };
}

/** Forgets who they are, what they saved and agreed to; answers how many rows by table. */
export async function erasePerson(tx: EntityManager, subscriberId: string): Promise<Record<string, number>> {
  const open = await openSearches(tx, subscriberId);
  await unfollow(
    tx,
    open.map(({ searchId }) => searchId),
  );
  const deleted = await deleteRowsOf(tx, subscriberId, [
    'token',
    'consent',
    'saved_search',
    'hidden_vacancy',
    'address',
  ]);
  const [, subscriber] = await tx.query('delete from subscriber where id = $1', [subscriberId]);
  return { ...deleted, subscriber };
}
