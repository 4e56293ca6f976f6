import type { EntityManager } from 'typeorm';
import { type Secret, verify } from '../../kit/tokens.js';
import { addressHash, addressKey } from '../address-hash.js';
import { readReturnPath, readUnsubscribeMailbox } from '../return-path.js';
import type { Whose } from './came.js';
import { type OwnMessageId, ownMessageId } from './message-key.js';
import { letterOfKey, letterOfRelay, ownerOfLetter, subscriberAt } from './whose.sql.js';

/** What proves whose letter a mail is about: signed, so that nobody can end another's searches. */
interface Proof {
  subscriberId: string;
  letterId: string | null;
}

/**
 * Reads the proof out of a mail: the signed address that it came to, or one of ours that stands in what came back (a
 * complaint brings the letter along, with its links). Searched in the order given.
 */
export function proofIn(secret: Secret, texts: readonly string[]): Proof | null {
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

/** Nothing says whose it was. */
export const NOBODY: Whose = { subscriberId: null, letterId: null, messageKey: null, addressHash: null };

/** Whose letter it was by a proof; null without one, and of somebody who is no longer known. */
export async function whoseByProof(
  tx: EntityManager,
  secret: Secret,
  proof: Proof | null,
): Promise<Whose | null> {
  if (proof === null) return null;
  const owner = await ownerOfLetter(tx, proof.subscriberId, proof.letterId);
  if (owner === null) return null;
  const { messageKey, email } = owner;
  return { ...proof, messageKey, addressHash: email === null ? null : addressHash(secret, email) };
}

/** What a provider says of the letter that its report is about. */
interface Named {
  /** The address that it went to. */
  email: string | null;
  /** Texts in which an address or a Message-ID of ours may stand. */
  echoed: readonly string[];
  /** What the provider calls the letter: its answer held it when the letter was handed over. */
  relayId: string | null;
}

/**
 * Whose letter it was, in a report whose sender is proved: by a signed address that it echoes, else by our Message-ID,
 * else by the address that it went to. The address counts as the provider says it.
 */
export async function whoseByReport(
  tx: EntityManager,
  secret: Secret,
  { email, echoed, relayId }: Named,
): Promise<Whose> {
  const known =
    (await whoseByProof(tx, secret, proofIn(secret, echoed))) ??
    (await whoseByMessageId(tx, secret, ownMessageId(echoed.join('\n')))) ??
    (await whoseByAddress(tx, secret, { email, relayId })) ??
    NOBODY;
  return { ...known, addressHash: email === null ? known.addressHash : addressHash(secret, email) };
}

async function whoseByMessageId(
  tx: EntityManager,
  secret: Secret,
  id: OwnMessageId | null,
): Promise<Whose | null> {
  if (id === null) return null;
  const letterId = await letterOfKey(tx, id);
  return whoseByProof(tx, secret, { subscriberId: id.subscriberId, letterId });
}

async function whoseByAddress(
  tx: EntityManager,
  secret: Secret,
  { email, relayId }: Pick<Named, 'email' | 'relayId'>,
): Promise<Whose | null> {
  const subscriberId = email === null ? null : await subscriberAt(tx, addressKey(email));
  if (subscriberId === null) return null;
  const letterId = relayId === null ? null : await letterOfRelay(tx, { subscriberId, relayId });
  return whoseByProof(tx, secret, { subscriberId, letterId });
}
