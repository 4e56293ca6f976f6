import type { EntityManager } from 'typeorm';
import { verify } from '../../kit/tokens.js';
import { addressHash } from '../address-hash.js';
import { readReturnPath, readUnsubscribeMailbox } from '../return-path.js';
import type { Whose } from './came.js';
import type { OwnMessageId } from './message-key.js';
import { letterOfKey, ownerOfLetter } from './whose.sql.js';

/** What proves whose letter a mail is about: signed, so that nobody can end another's searches. */
interface Proof {
  subscriberId: string;
  letterId: string | null;
}

/**
 * Reads the proof out of a mail: the signed address that it came to, or one of ours that stands in what came back (a
 * complaint brings the letter along, with its links). Searched in the order given.
 */
export function proofIn(secret: Buffer, texts: readonly string[]): Proof | null {
  for (const text of texts) {
    const signed = readReturnPath(secret, text) ?? readUnsubscribeMailbox(secret, text);
    if (signed !== null) return signed;
    for (const [, token = ''] of text.matchAll(LEAVE_LINK)) {
      const [, subscriberId] = /^(\d{1,19}):/.exec(verify(secret, 'unsubscribe', token) ?? '') ?? [];
      if (subscriberId !== undefined) return { subscriberId, letterId: null };
    }
  }
  return null;
}

const LEAVE_LINK = /\/u\/([\w-]{1,5}\.[\w-]{1,400}\.[\w-]{22})/g;

export const NOBODY: Whose = { subscriberId: null, letterId: null, messageKey: null, addressHash: null };

/** Whose letter it was by a proof; of somebody who is no longer known, nothing is kept. */
export async function whoseByProof(tx: EntityManager, secret: Buffer, proof: Proof | null): Promise<Whose> {
  if (proof === null) return NOBODY;
  const owner = await ownerOfLetter(tx, proof.subscriberId, proof.letterId);
  if (owner === null) return NOBODY;
  const { messageKey, email } = owner;
  return { ...proof, messageKey, addressHash: email === null ? null : addressHash(secret, email) };
}

/** Whose letter it was by our Message-ID, in a report whose sender is proved; `email` as the provider says it. */
export async function whoseByMessageId(
  tx: EntityManager,
  secret: Buffer,
  { id, email }: { id: OwnMessageId | null; email: string | null },
): Promise<Whose> {
  const letterId = id === null ? null : await letterOfKey(tx, id);
  const known = await whoseByProof(
    tx,
    secret,
    id === null ? null : { subscriberId: id.subscriberId, letterId },
  );
  const told = email === null ? null : addressHash(secret, email);
  return { ...known, addressHash: told ?? known.addressHash };
}
