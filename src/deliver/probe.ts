import { createPublicKey } from 'node:crypto';
import { SayError } from '../kit/command.js';
import type { Config } from '../kit/config.js';
import type { Signer } from './dkim.js';
import type { OutgoingLetter } from './mailer.js';
import { composeMessage } from './message.js';
import { verifyDkim } from './verify-dkim.js';

// RFC 8058 §4 wants both unsubscribe headers signed; the rest is what a reader sees or goes by.
const MUST_COVER = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'Content-Type',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
];

/** A digest such as never leaves. */
const PROBE: OutgoingLetter = {
  subscriberId: '0',
  id: '00000000-0000-4000-8000-000000000000',
  messageKey: 'probe',
  kind: 'digest',
  createdAt: new Date(0),
  to: 'probe@example.org',
  subject: 'Проба: «подпись» & probe',
  headers: { 'List-Unsubscribe': '<https://example.org/u/probe>', 'Content-Language': 'ru' },
  html: '<p>Проба</p>\n',
  text: 'Проба\n',
};

/**
 * Signs a probe letter as any letter would be, and reads it as a receiver would. A sentence when it came out unsigned,
 * or its signature does not verify or leaves out what it must cover; null: all is well.
 */
export function probeFault(
  { mailFrom, mail }: Pick<Config, 'mailFrom' | 'mail'>,
  signer: Signer | null,
): string | null {
  if (signer === null)
    return 'Letters would leave unsigned: set DKIM_KEY_FILE to a key, or to relay where the relay signs.';
  const { idempotencyHeader } = mail;
  const message = composeMessage(PROBE, { from: mailFrom, signer, idempotencyHeader });
  const fault = verifyDkim(message, createPublicKey(signer.key), MUST_COVER);
  return fault === null
    ? null
    : `The signature of a probe letter ${fault}: no letter may leave so. Look at DKIM_KEY_FILE.`;
}

/** Throws the sentence in production; where the relay signs, it has nothing to say. */
export function insistOnSignature(
  config: Pick<Config, 'mailFrom' | 'mail' | 'production'>,
  signer: Signer | null,
): void {
  if (!config.production || config.mail.signing.by === 'relay') return;
  const fault = probeFault(config, signer);
  if (fault !== null) throw new SayError(fault);
}
