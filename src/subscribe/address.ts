import { domainToASCII } from 'node:url';

/** An email address as typed, and the key that equal addresses share. */
export interface ReadAddress {
  email: string;
  key: string;
}

/**
 * Reads an address: HTML's own rule for an email field, 64 characters before the @ and 254 in all (RFC 5321
 * §4.5.3.1), a domain with a dot that IDNA knows. Null for anything else, control characters included. Tags and case
 * are kept as typed.
 */
export function readAddress(text: string): ReadAddress | null {
  const email = text.trim().normalize('NFC');
  const at = email.lastIndexOf('@');
  const local = email.slice(0, at);
  const domain = asciiDomain(email.slice(at + 1));
  if (at < 1 || local.length > 64 || !LOCAL.test(local) || domain === null) return null;
  const key = `${local.toLowerCase()}@${domain}`;
  return key.length > 254 ? null : { email, key };
}

/** The key of an address in `address.key`: lower case, domain in IDNA form; null where it is no address. */
export const addressKey = (text: string): string | null => readAddress(text)?.key ?? null;

/** One key for the many spellings of one mailbox (tags, dots), for limits alone: some providers tell them apart. */
export function mailboxKey(key: string): string {
  const [local = '', domain = ''] = key.split('@');
  return `${local.replace(/\+.*$/, '').replaceAll('.', '')}@${domain}`;
}

const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function asciiDomain(domain: string): string | null {
  // Only letters, digits, dots and hyphens: domainToASCII would also decode %6d and turn 127.1 into an IP address.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return null;
  const labels = domainToASCII(domain).split('.');
  const top = labels.at(-1) ?? '';
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(top)
    ? labels.join('.')
    : null;
}
