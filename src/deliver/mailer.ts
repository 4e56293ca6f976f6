import type { LetterKind } from './letter-draft.js';

/** A letter as it leaves: nothing in it changes from one attempt to the next, so neither do its bytes. */
export interface OutgoingLetter {
  subscriberId: string;
  id: string;
  messageKey: string;
  kind: LetterKind;
  createdAt: Date;
  to: string;
  subject: string;
  headers: Record<string, string>;
  html: string;
  text: string;
}

/** The relay's own words: reply code, enhanced status (RFC 3463) where there was one, a reason of at most 500 characters. */
export interface Reply {
  code: number | null;
  enhanced: string | null;
  reason: string;
}

/**
 * How an attempt ended. `refused`: for ever. `retry`: not now. `link`: the road is bad, the letter was surely not
 * taken and is not to blame. `inDoubt`: its bytes had begun to leave and no answer came, so it may have arrived.
 */
export type Outcome =
  | { kind: 'sent'; relayId: string; code: number | null; enhanced: string | null }
  | ({ kind: 'refused' | 'link' } & Reply)
  /** `retryAfter`: milliseconds that the reply asks to wait, where it names a time. */
  | ({ kind: 'retry'; retryAfter?: number } & Reply)
  | ({ kind: 'inDoubt' } & Reply);

/** The outside world, as small as sending needs it. Never throws for what a relay may do. */
export interface Mailer {
  send(letter: OutgoingLetter): Promise<Outcome>;
  /** Lets go of idle connections; letters under way are finished. */
  close(): void;
}

export const MAILER = Symbol('MAILER');
