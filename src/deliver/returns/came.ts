import type { ReturnKind } from '../../store/bounce-event.entity.js';
import type { Cause } from './kinds.js';

/**
 * Who says that something came back. `relay`: its own answer, while the letter was being handed over; `provider`: a
 * report that it signed about such an answer; `mail`: a mail in the bounce box, which is only somebody's text.
 */
export type Told = 'relay' | 'provider' | 'mail';

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
