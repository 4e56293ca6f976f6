import type { ReturnKind } from '../../store/bounce-event.entity.js';
import type { Cause } from './kinds.js';

/**
 * Who says that something came back. `relay`: its own answer to the address alone; `provider`: a report that it signed
 * about such an answer; `mail`: a mail in the bounce box, which is only somebody's text; `late`: the relay's answer once
 * it had the whole letter, when many say «no such user» of what they do not like in it.
 */
export type Told = 'relay' | 'provider' | 'mail' | 'late';

/** Whose letter it was, as far as it is known for sure: read from a signed address, or told by a provider. */
export interface Whose {
  subscriberId: string | null;
  letterId: string | null;
  messageKey: string | null;
  /** The address it went to; null where nothing says it. */
  addressHash: Buffer | null;
}

/** One thing that came back, wherever from. */
export interface Came extends Whose {
  /** `box`, `relay`, or the provider's name. */
  source: string;
  /** Unique within the source: the same twice counts once. */
  eventId: string;
  told: Told;
  kind: ReturnKind;
  cause: Cause | null;
  status: string | null;
  reason: string | null;
}
