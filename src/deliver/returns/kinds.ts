import type { ReturnKind } from '../../store/bounce-event.entity.js';

/**
 * Who or what is to blame. `dead`: the address or its domain does not exist. `box`: it exists and sleeps or is full.
 * `content`: what the letter says or weighs. `sender`: our name, address or reputation. `rate`: too much at once.
 * `road`: the systems between. `unknown`: nothing was said that can be understood. Only the first two are the person's.
 */
export type Cause = 'dead' | 'box' | 'content' | 'sender' | 'rate' | 'road' | 'unknown';

/** What one recipient's part of a returned mail says. */
export interface ReturnedRecipient {
  address: string | null;
  /** Enhanced status (RFC 3463), the most exact that was found. */
  status: string | null;
  /** Of RFC 3464 (failed, delayed, delivered, …), or `failed` where words say so. */
  action: string | null;
  cause: Cause;
}

/** What a returned mail says. */
export interface Classified {
  kind: ReturnKind;
  recipients: ReturnedRecipient[];
  /** Of our letter that came back, by its Message-ID; null where that is missing or not ours. Anybody can write one. */
  messageKey: string | null;
  /** The blame of the recipient that decided the kind; null where nobody is to blame. */
  cause: Cause | null;
  /** The other side's own words, at most 300 characters; null where there are none. */
  reason: string | null;
}
