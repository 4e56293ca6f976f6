import type { Config } from '../kit/config.js';
import type { Secret } from '../kit/tokens.js';
import { readSigner } from './dkim.js';
import type { Pace } from './lanes/lane-state.js';
import { MailboxMailer } from './mailbox-mailer.js';
import type { Mailer, OutgoingLetter } from './mailer.js';
import { insistOnSignature } from './probe.js';
import { returnPath, unsubscribeMailbox } from './return-path.js';
import { SmtpMailer } from './smtp-mailer.js';

type Settings = Pick<Config, 'smtpUrl' | 'mailFrom' | 'mail' | 'production'>;

/**
 * The relay at SMTP_URL, or the built-in mailbox where there is none; production refuses to go without a relay. `secret` signs
 * return paths. Throws a sentence where the signing key is of no use, in production also where nobody signs.
 */
export function createMailer(config: Settings, secret: Secret): Mailer {
  const { smtpUrl, mailFrom, mail, production } = config;
  if (smtpUrl === null) {
    if (!production) return new MailboxMailer();
    throw new Error('SMTP_URL is required in production: the built-in mailbox is for trying out only.');
  }
  const { signing, idempotencyHeader, ehloName, bounceDomain } = mail;
  const signer = readSigner(signing);
  insistOnSignature(config, signer);
  const inDomain = (addressOf: (letter: OutgoingLetter, domain: string) => string) =>
    bounceDomain === null ? undefined : (letter: OutgoingLetter) => addressOf(letter, bounceDomain);
  return new SmtpMailer({
    url: smtpUrl,
    identity: {
      from: mailFrom,
      signer,
      idempotencyHeader,
      unsubscribeMailbox: inDomain((letter, domain) => unsubscribeMailbox(secret, letter, domain)),
    },
    ehloName,
    returnPath: inDomain((letter, domain) => returnPath(secret, letter, domain)),
  });
}

/** How fast that mailer may be used: as the settings say, or as fast as it goes where nobody needs to be spared. */
export function paceOf({ smtpUrl, mail }: Pick<Config, 'smtpUrl' | 'mail'>): Pace {
  const { connections, ratePerMinute, warmUp } = mail;
  return smtpUrl === null ? { connections } : { connections, ratePerMinute, warmUp };
}
