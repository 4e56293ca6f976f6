import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a signed token may be used for; the purpose is inside the MAC, so one cannot stand in for another. */
export type Purpose =
  | 'unsubscribe'
  | 'digest'
  | 'session'
  | 'address'
  | 'undo'
  | 'form'
  | 'bounce'
  | 'mailto'
  | 'backup';

/** A random token: `text` goes into the letter, only `hash` (SHA-256) is kept. */
export interface RandomToken {
  text: string;
  hash: Buffer;
}

/** 128 random bits. The subscriber's id leads, because the family's keys begin with it. */
export function newToken(subscriberId: string): RandomToken {
  const random = randomBytes(16);
  return { text: `${subscriberId}.${random.toString('base64url')}`, hash: sha256(random) };
}

/** The subscriber and hash of a random token, or null when the text cannot be one. */
export function readToken(text: string): { subscriberId: string; hash: Buffer } | null {
  const [, subscriberId, random] = /^(\d{1,19})\.([\w-]{22})$/.exec(text) ?? [];
  if (subscriberId === undefined || random === undefined) return null;
  if (BigInt(subscriberId) > MAX_BIGINT) return null;
  return { subscriberId, hash: sha256(Buffer.from(random, 'base64url')) };
}

/** A token that needs no row: `kid.subject.mac`. HMAC-SHA256 over key id, purpose and subject, cut to 128 bits. */
export function sign(secret: Buffer, purpose: Purpose, subject: string): string {
  const encoded = Buffer.from(subject).toString('base64url');
  return `${KEY_ID}.${encoded}.${mac(secret, purpose, encoded)}`;
}

/** The subject of a signed token, or null when it is forged, damaged or made for another purpose. */
export function verify(secret: Buffer, purpose: Purpose, token: string): string | null {
  const [, encoded, given] = /^1\.([\w-]{1,400})\.([\w-]{22})$/.exec(token) ?? [];
  if (encoded === undefined || given === undefined) return null;
  const right = mac(secret, purpose, encoded);
  // Both are 22 characters long; the comparison takes the same time wherever they differ.
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(right))) return null;
  return Buffer.from(encoded, 'base64url').toString();
}

/** A keyed hash of `text` (an address in suppression): useless without the secret. */
export function hmac(secret: Buffer, purpose: Purpose, text: string): Buffer {
  return createHmac('sha256', secret).update(`${KEY_ID}\0${purpose}\0${text}`).digest();
}

const KEY_ID = '1';
const MAX_BIGINT = 2n ** 63n - 1n;

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

const mac = (secret: Buffer, purpose: Purpose, encoded: string): string =>
  hmac(secret, purpose, encoded).subarray(0, 16).toString('base64url');
