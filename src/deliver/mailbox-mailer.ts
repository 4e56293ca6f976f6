import type { Mailer, Outcome } from './mailer.js';

/** No relay is set: the letter counts as sent and is read at /mailbox, out of the outbox itself. */
export class MailboxMailer implements Mailer {
  async send(): Promise<Outcome> {
    return { kind: 'sent', relayId: 'mailbox', code: null, enhanced: null };
  }

  close(): void {}
}
