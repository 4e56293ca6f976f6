import type { DataSource, EntityManager } from 'typeorm';
import { eraseDigests } from '../compose/erase-digests.sql.js';
import { eraseLetters } from '../deliver/erase-letters.sql.js';
import { suppress } from '../deliver/suppression.sql.js';
import type { Secret } from '../kit/tokens.js';
import { erasePerson, personOf } from '../subscribe/erase-person.js';
import { forgetLimits } from '../subscribe/limits.js';
import { subscriberById } from '../subscribe/subscribers.sql.js';
import { forgetUnwanted } from './forget.js';

/** How many rows went, by table. */
export type Erased = Record<string, number>;

/**
 * Forgets a person whole, in one transaction; null where there is none. What stays is the HMAC of the address in
 * suppression, so that a list brought from elsewhere does not write to them again; a confirmation by their own hand
 * takes that back.
 */
export function erase(
  db: DataSource,
  { subscriberId, secret }: { subscriberId: string; secret: Secret },
  now: Date,
): Promise<Erased | null> {
  return db.transaction(async (tx) => {
    // The same row that compose, confirm and leave lock: nothing of this person is under way beside it.
    if ((await subscriberById(tx, subscriberId, { lock: true })) === null) return null;
    const person = await personOf(tx, subscriberId, secret);
    const digests = await eraseDigests(tx, subscriberId);
    const letters = await eraseLetters(tx, person);
    const own = await erasePerson(tx, subscriberId);
    const keys = person.addresses.map(({ key }) => key);
    const limits = await forgetLimits(tx, keys, secret);
    const search = await forgetUnwanted(tx, person.searchIds);
    await suppressErased(
      tx,
      person.addresses.map(({ hash }) => hash),
      now,
    );
    return { ...own, ...digests, ...letters, search, rate_limit: limits };
  });
}

/** `digest`: a letter that they ask for with their own hands still reaches them. */
async function suppressErased(tx: EntityManager, hashes: readonly Buffer[], now: Date): Promise<void> {
  for (const addressHash of hashes) {
    const why = { scope: 'digest', reason: 'erased', evidence: null, expiresAt: null } as const;
    await suppress(tx, { addressHash, ...why }, now);
  }
}
