import { domainToASCII } from 'node:url';
import { hmac, type Secret } from '../kit/tokens.js';

/**
 * What suppression and bounce_event know an address by: the HMAC of its key (lower case, domain in IDNA form), the same
 * that subscribe's `hmac(secret, 'address', addressKey(…))` gives. Never fails: any text has a hash.
 */
export function addressHash(secret: Secret, address: string): Buffer {
  const text = address.trim().normalize('NFC');
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1);
  return hmac(
    secret,
    'address',
    `${text.slice(0, at).toLowerCase()}@${domainToASCII(domain) || domain.toLowerCase()}`,
  );
}
