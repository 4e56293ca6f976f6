import type { Gate, Mailer, Outcome, OutgoingLetter } from './mailer.js';

/** No relay is set: the letter counts as sent and is read at /mailbox, out of the outbox itself. */
export class MailboxMailer implements Mailer {
  async send(_: OutgoingLetter, gate: Gate): Promise<Outcome> {
    if (!(await gate())) return { kind: 'withheld' };
    return { kind: 'sent', relayId: 'mailbox', code: null, enhanced: null };
  }

  close(): void {}
}
