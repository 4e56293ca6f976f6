import { timingSafeEqual } from 'node:crypto';
import { macs, type Purpose, type Secret } from '../kit/tokens.js';
import { fromBase32, toBase32 } from './base32.js';

/** The letter that came back, or whose reader wrote to leave. */
export interface ReturnedLetter {
  subscriberId: string;
  letterId: string;
}

/** What of a letter its addresses are made of. */
interface Addressed {
  subscriberId: string;
  /** uuid. */
  id: string;
}

/** The envelope's sender, `b+token@domain`: whoever returns the letter says by it which one, and cannot invent it. */
export const returnPath = (secret: Secret, letter: Addressed, domain: string): string =>
  `b+${token(secret, 'bounce', letter)}@${domain}`;

/** The mailto address of List-Unsubscribe, `u+token@domain`. */
export const unsubscribeMailbox = (secret: Secret, letter: Addressed, domain: string): string =>
  `u+${token(secret, 'mailto', letter)}@${domain}`;

/** The letter that a return path belongs to, in whatever case it comes; null when it is none, or forged. */
export const readReturnPath = (secret: Secret, address: string): ReturnedLetter | null =>
  read(secret, 'bounce', RETURN_PATH.exec(address)?.[1]);

/** The letter whose reader wrote to `u+token@…`; null when it is no such address, or forged. */
export const readUnsubscribeMailbox = (secret: Secret, address: string): ReturnedLetter | null =>
  read(secret, 'mailto', UNSUBSCRIBE.exec(address)?.[1]);

// Not from the start of the text: a forwarder's SRS0=hash=tt=domain=b+token@… still names the letter.
const RETURN_PATH = /\bb\+([a-z2-7]{58})(?![a-z0-9])/i;
const UNSUBSCRIBE = /\bu\+([a-z2-7]{58})(?![a-z0-9])/i;

// 8 bytes of subscriber, 16 of letter, 12 of MAC are 58 characters of base32, 60 with the prefix: RFC 5321 allows 64
// before the @. Base32 and not base64, because mail systems on the way change the case of what stands there.
const SUBJECT = 24;
const MAC = 12;

function token(secret: Secret, purpose: Purpose, { subscriberId, id }: Addressed): string {
  const subject = Buffer.alloc(SUBJECT);
  subject.writeBigInt64BE(BigInt(subscriberId));
  subject.write(id.replaceAll('-', ''), 8, 'hex');
  return toBase32(Buffer.concat([subject, macsOf(secret, purpose, subject)[0]!]));
}

function read(secret: Secret, purpose: Purpose, text: string | undefined): ReturnedLetter | null {
  const bytes = fromBase32(text?.toLowerCase() ?? '');
  if (bytes?.length !== SUBJECT + MAC) return null;
  const subject = bytes.subarray(0, SUBJECT);
  const given = bytes.subarray(SUBJECT);
  if (!macsOf(secret, purpose, subject).some((mac) => timingSafeEqual(given, mac))) return null;
  const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(subject.toString('hex', 8)) ?? [];
  return { subscriberId: subject.readBigInt64BE().toString(), letterId: parts.join('-') };
}

const macsOf = (secret: Secret, purpose: Purpose, subject: Buffer): Buffer[] =>
  macs(secret, purpose, subject.toString('hex')).map((mac) => mac.subarray(0, MAC));
