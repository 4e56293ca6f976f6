import type { Config } from '../kit/config.js';
import { MailboxMailer } from './mailbox-mailer.js';
import type { Mailer } from './mailer.js';
import { SmtpMailer } from './smtp-mailer.js';

/** The relay at SMTP_URL, or the built-in mailbox where there is none; production refuses to go without a relay. */
export function createMailer(config: Pick<Config, 'smtpUrl' | 'mailFrom' | 'production' | 'mail'>): Mailer {
  if (config.smtpUrl !== null) {
    return new SmtpMailer({
      url: config.smtpUrl,
      from: config.mailFrom,
      connections: config.mail.connections,
    });
  }
  if (config.production) {
    throw new Error('SMTP_URL is required in production: the built-in mailbox is for trying out only.');
  }
  return new MailboxMailer();
}
