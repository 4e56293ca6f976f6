import { isIPv6 } from 'node:net';
import type { EntityManager } from 'typeorm';
import { hmac, type Secret } from '../kit/tokens.js';
import { mailboxKey } from './address.js';
import { within } from './rate-limit.sql.js';

const HOUR = 3_600_000;

/** Who asks for a letter: `addressKey` gets it, `ip` (null: the operator) asked. */
export interface Asker {
  kind: 'confirm' | 'login';
  addressKey: string;
  ip: string | null;
}

// Enough for a person who mistypes, too few to bury a stranger's mailbox in letters that they never asked for.
const PER_ADDRESS = {
  confirm: { window: 24 * HOUR, most: 3 },
  login: { window: HOUR, most: 5 },
};
const PER_NETWORK = { window: HOUR, most: 30 };

/** Whether one more letter may go out: limits an hour and network, and a day and address. Keys are hashes. */
export async function mayAsk(
  tx: EntityManager,
  { kind, addressKey, ip, secret }: Asker & { secret: Secret },
  now: Date,
): Promise<boolean> {
  if (
    ip !== null &&
    !(await within(tx, { key: `ip:${hashOf(secret, networkOf(ip))}`, ...PER_NETWORK }, now))
  ) {
    return false;
  }
  const key = `${kind}:${hashOf(secret, mailboxKey(addressKey))}`;
  return within(tx, { key, ...PER_ADDRESS[kind] }, now);
}

/** Forgets how often letters were asked for to these addresses; answers how many counts went. */
export async function forgetLimits(
  tx: EntityManager,
  addressKeys: readonly string[],
  secret: Buffer,
): Promise<number> {
  const hashes = limitHashes(addressKeys, secret);
  const [, gone] = await tx.query(`delete from rate_limit where split_part(key, ':', 2) = any($1)`, [hashes]);
  return gone;
}

/** What stands after the colon in the keys of limits on these addresses. */
export const limitHashes = (addressKeys: readonly string[], secret: Buffer): string[] =>
  addressKeys.map((key) => hashOf(secret, mailboxKey(key)));

const hashOf = (secret: Buffer, text: string): string =>
  hmac(secret, 'address', text).toString('base64url').slice(0, 22);

/** The network that one household has: an IPv4 address, or the first 64 bits of an IPv6 one. */
export function networkOf(ip: string): string {
  const plain = ip.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0');
  const first = [...groups, ...(tail === undefined ? [] : zeros), ...rest].slice(0, 4);
  return first.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
