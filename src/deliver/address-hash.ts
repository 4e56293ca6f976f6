import { domainToASCII } from 'node:url';
import { hmac, type Secret } from '../kit/tokens.js';

/**
 * What suppression and bounce_event know an address by: the HMAC of its key, the same that subscribe's
 * `hmac(secret, 'address', addressKey(…))` gives. Never fails: any text has a hash.
 */
export const addressHash = (secret: Secret, address: string): Buffer =>
  hmac(secret, 'address', addressKey(address));

/** Lower case, the domain in IDNA form: what the table `address` knows an address by. */
export function addressKey(address: string): string {
  const text = address.trim().normalize('NFC');
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1);
  return `${text.slice(0, at).toLowerCase()}@${domainToASCII(domain) || domain.toLowerCase()}`;
}
