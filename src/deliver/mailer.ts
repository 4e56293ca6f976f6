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
 * How an attempt ended. `refused`: for ever. `retry`: not now, and after `retryAfter` milliseconds where the relay said
 * so. `link`: the road is bad, the letter was surely not taken and is not to blame. `inDoubt`: its end had left and no
 * answer came, so it may have arrived. `withheld`: the gate stayed shut, so its end never left.
 */
export type Outcome =
  | { kind: 'sent'; relayId: string; code: number | null; enhanced: string | null }
  | ({ kind: 'refused' | 'link' } & Reply)
  | ({ kind: 'retry'; retryAfter?: number } & Reply)
  | ({ kind: 'inDoubt' } & Reply)
  | { kind: 'withheld' };

/** What a relay, or the road to it, made of a letter. */
export type Answer = Exclude<Outcome, { kind: 'withheld' }>;

/** Asked once, when all of a letter but its end has left: true lets the end go, false drops the connection. */
export type Gate = () => Promise<boolean>;

/** The outside world, as small as sending needs it. Throws what the gate throws, never for what a relay may do. */
export interface Mailer {
  send(letter: OutgoingLetter, gate: Gate): Promise<Outcome>;
  /** Lets go of idle connections; letters under way are finished, unless the process ends before they are. */
  close(): void;
}

export const MAILER = Symbol('MAILER');
