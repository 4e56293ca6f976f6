/**
 * `confirm` and `login` carry a token that somebody is waiting for; `digest` is what people subscribed to; `canary`
 * tells the operator that letters go.
 */
export type LetterKind = 'confirm' | 'login' | 'digest' | 'canary';

/** 0 before 5 before 9. */
export const PRIORITIES = [0, 5, 9] as const;
export type LetterPriority = (typeof PRIORITIES)[number];

/** The hours in which somebody is not written to. */
export interface Quiet {
  from: Date;
  until: Date;
}

/** A finished letter on its way into the outbox. */
export interface LetterDraft {
  subscriberId: string;
  /** uuid. */
  id: string;
  /** One per subscriber and occasion: the second letter with the same key is not queued. Message-ID is made of it. */
  messageKey: string;
  kind: LetterKind;
  priority: LetterPriority;
  /** Null when the letter tells no vacancies. */
  digestId: string | null;
  /** A bare address, without a name. */
  to: string;
  subject: string;
  html: string;
  text: string;
  /** List-*, Feedback-ID, Content-Language…; never From, To, Subject, Date, Message-ID or MIME headers. */
  headers: Record<string, string>;
  dueAt: Date;
  /** From then on it is not worth sending: it expires and its items are free again. */
  expiresAt: Date;
  /** The reader's night, if the letter must not come in it. */
  quiet?: Quiet | null;
}
