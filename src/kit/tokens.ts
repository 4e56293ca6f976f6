import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a signed token may be used for; the purpose is inside the MAC, so one cannot stand in for another. */
export type Purpose =
  | 'unsubscribe'
  | 'digest'
  | 'feedback'
  | 'session'
  | 'address'
  | 'undo'
  | 'form'
  | 'bounce'
  | 'mailto'
  | 'backup'
  | 'kid';

/**
 * The keys that sign, the newest first. Tokens are made with the first and read with the first two, so that a change of
 * keys breaks no link at once; hashes of addresses are made with the last, which has to stay for as long as they are to
 * be found again. A single key is all of these.
 */
export type Secret = Buffer | readonly Buffer[];

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
export function sign(secret: Secret, purpose: Purpose, subject: string): string {
  const encoded = Buffer.from(subject).toString('base64url');
  const [key] = signingKeys(secret);
  return `${kidOf(key)}.${encoded}.${mac(key, purpose, encoded)}`;
}

/** The subject of a signed token, or null when it is forged, damaged, made for another purpose or with a key that has gone. */
export function verify(secret: Secret, purpose: Purpose, token: string): string | null {
  const [, kid, encoded, given] = /^([\w-]{4})\.([\w-]{1,400})\.([\w-]{22})$/.exec(token) ?? [];
  if (kid === undefined || encoded === undefined || given === undefined) return null;
  const key = signingKeys(secret).find((one) => kidOf(one) === kid);
  // Both are 22 characters long; the comparison takes the same time wherever they differ.
  if (key === undefined || !timingSafeEqual(Buffer.from(given), Buffer.from(mac(key, purpose, encoded)))) {
    return null;
  }
  return Buffer.from(encoded, 'base64url').toString();
}

/** The MACs of a text that may still come back, the one to use first: for tokens that have no room for a key's id. */
export const macs = (secret: Secret, purpose: Purpose, text: string): Buffer[] =>
  signingKeys(secret).map((key) => keyedHash(key, purpose, text));

/** A keyed hash of `text` (an address in suppression): useless without the secret, and the same when keys change. */
export const hmac = (secret: Secret, purpose: Purpose, text: string): Buffer =>
  keyedHash(keysOf(secret).at(-1)!, purpose, text);

const keyedHash = (key: Buffer, purpose: Purpose, text: string): Buffer =>
  createHmac('sha256', key).update(`1\0${purpose}\0${text}`).digest();

const keysOf = (secret: Secret): readonly Buffer[] => (Buffer.isBuffer(secret) ? [secret] : secret);

function signingKeys(secret: Secret): [Buffer, ...Buffer[]] {
  const [first, second] = keysOf(secret);
  return second === undefined ? [first!] : [first!, second];
}

/** Says which key, and nothing about it. */
const kidOf = (key: Buffer): string => keyedHash(key, 'kid', '').toString('base64url').slice(0, 4);

const MAX_BIGINT = 2n ** 63n - 1n;

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

const mac = (key: Buffer, purpose: Purpose, encoded: string): string =>
  keyedHash(key, purpose, encoded).subarray(0, 16).toString('base64url');
