import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';

/** A report as it came, before anything is believed. */
export interface Unproved {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body's own bytes: signatures are over these and no others. */
  raw: Buffer;
}

// Providers try again for a day at most. What is older has been recorded by somebody; bounce_event, which knows a report
// that comes twice, keeps 90 days.
const OLDEST = 2 * 86_400_000;
const AHEAD = 15 * 60_000;

/** Whether a report was signed lately enough to be new; `at` in milliseconds. */
export const isFresh = (at: number, now: Date): boolean =>
  at > now.getTime() - OLDEST && at < now.getTime() + AHEAD;

/** Postmark proves itself by the user and password that stood in the address it was given. */
export function isPostmarks({ headers }: Unproved, userAndPassword: string): boolean {
  const [, encoded] = /^Basic +([\w+/=-]{1,1000})\s*$/i.exec(lineOf(headers.authorization)) ?? [];
  return encoded !== undefined && isSame(Buffer.from(encoded, 'base64'), Buffer.from(userAndPassword));
}

/** SendGrid signs time and body with the key whose public half it shows (ECDSA over P-256). */
export function isSendgrids({ headers, raw }: Unproved, key: string, now: Date): boolean {
  const signature = lineOf(headers['x-twilio-email-event-webhook-signature']);
  const timestamp = lineOf(headers['x-twilio-email-event-webhook-timestamp']);
  if (!/^\d{9,11}$/.test(timestamp) || !isFresh(Number(timestamp) * 1000, now)) return false;
  const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
  const signed = Buffer.concat([Buffer.from(timestamp), raw]);
  return verify('sha256', signed, publicKey, Buffer.from(signature, 'base64'));
}

/** What Mailgun signs: a time and a token of its own, and nothing of the event; a token is good once. */
export interface MailgunSignature {
  timestamp: string;
  token: string;
  signature: string;
}

export function isMailguns(
  { timestamp, token, signature }: MailgunSignature,
  key: string,
  now: Date,
): boolean {
  if (!/^\d{9,11}$/.test(timestamp) || !isFresh(Number(timestamp) * 1000, now)) return false;
  const expected = createHmac('sha256', key)
    .update(timestamp + token)
    .digest();
  return isSame(Buffer.from(signature, 'hex'), expected);
}

/** The same time for any pair, whatever their lengths. */
const isSame = (given: Buffer, expected: Buffer): boolean => timingSafeEqual(sha256(given), sha256(expected));

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

const lineOf = (header: string | string[] | undefined): string => (typeof header === 'string' ? header : '');
