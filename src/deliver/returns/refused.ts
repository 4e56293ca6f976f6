import type { Secret } from '../../kit/tokens.js';
import { addressHash } from '../address-hash.js';
import type { ClaimedLetter } from '../claim.sql.js';
import type { Answer } from '../mailer.js';
import type { Came } from './came.js';
import { causeOfReply } from './status-cause.js';

/**
 * What a relay's refusal says of the person, to be taken with the letter's settlement; null where the relay did not
 * refuse, or it was ourselves who could not write to the address. `wholeLetter`: it had seen all of it by then.
 */
export function refusedByRelay(
  secret: Secret,
  letter: ClaimedLetter,
  { outcome, wholeLetter }: { outcome: Answer; wholeLetter: boolean },
): Came | null {
  if (outcome.kind !== 'refused' || outcome.code === null || letter.to_email === null) return null;
  const { cause, status } = causeOfReply(outcome.reason);
  return {
    source: 'relay',
    // A subscriber's own key: two people have a letter for the same slot.
    eventId: `${letter.subscriber_id}:${letter.message_key}:${letter.attempt}`,
    told: wholeLetter ? 'late' : 'relay',
    kind: cause === 'dead' ? 'hard' : 'soft',
    cause: cause ?? 'unknown',
    status: status ?? outcome.enhanced,
    reason: outcome.reason,
    subscriberId: letter.subscriber_id,
    letterId: letter.id,
    messageKey: letter.message_key,
    addressHash: addressHash(secret, letter.to_email),
  };
}
