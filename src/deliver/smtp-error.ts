import type { SmtpReply } from './smtp-replies.js';

/** A conversation that did not end in "taken": the relay refused (`reply`), or there was no answer at all. */
export class SmtpError extends Error {
  constructor(
    message: string,
    readonly reply: SmtpReply | null = null,
  ) {
    super(message);
  }
}
