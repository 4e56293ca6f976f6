import { isIPv6 } from 'node:net';
import type { EntityManager } from 'typeorm';
import { hmac, type Secret } from '../kit/tokens.js';
import { mailboxKey } from './address.js';
import { within } from './rate-limit.sql.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Who asks for a letter: `addressKey` gets it, `ip` (null: the operator, or counted already) asked. */
export interface Asker {
  kind: 'confirm' | 'login';
  addressKey: string;
  ip: string | null;
}

// A stranger's mailbox gets one letter that it never asked for, whatever form and however many ask for it, and two more
// in a month. Whoever can read the first one confirms there and needs no other. Logging in is for people who are
// subscribed, and who lose letters.
const PER_ADDRESS = {
  confirm: [
    { window: DAY, most: 1 },
    { window: 30 * DAY, most: 3 },
  ],
  login: [
    { window: HOUR, most: 5 },
    { window: DAY, most: 10 },
  ],
};
const PER_NETWORK = { window: HOUR, most: 30 };
// Ten times the busiest hour of a city; a flood from a thousand networks stops here.
const ALL_TOGETHER = { window: HOUR, most: 3000 };

/** Whether one more letter may go out: by network, by address, and all letters of an hour together. Keys are hashes. */
export async function mayAsk(
  tx: EntityManager,
  { kind, addressKey, ip, secret }: Asker & { secret: Secret },
  now: Date,
): Promise<boolean> {
  const network = ip === null ? [] : [{ key: `ip:${hashOf(secret, networkOf(ip))}`, ...PER_NETWORK }];
  const address = hashOf(secret, mailboxKey(addressKey));
  const limits = [
    ...network,
    ...PER_ADDRESS[kind].map((limit) => ({ key: `${kind}:${address}:${limit.window / HOUR}`, ...limit })),
    { key: 'letters', ...ALL_TOGETHER },
  ];
  // In this order for everybody, or two who ask at once could wait for each other; and what one address is refused
  // takes nothing from the rest.
  for (const limit of limits) if (!(await within(tx, limit, now))) return false;
  return true;
}

/** Forgets how often letters were asked for to these addresses; answers how many counts went. */
export async function forgetLimits(
  tx: EntityManager,
  addressKeys: readonly string[],
  secret: Secret,
): Promise<number> {
  const hashes = limitHashes(addressKeys, secret);
  const [, gone] = await tx.query(`delete from rate_limit where split_part(key, ':', 2) = any($1)`, [hashes]);
  return gone;
}

/** What stands after the colon in the keys of limits on these addresses. */
export const limitHashes = (addressKeys: readonly string[], secret: Secret): string[] =>
  addressKeys.map((key) => hashOf(secret, mailboxKey(key)));

const hashOf = (secret: Secret, text: string): string =>
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
