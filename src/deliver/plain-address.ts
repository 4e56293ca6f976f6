import { domainToASCII } from 'node:url';

/**
 * Whether an address can stand in an envelope: HTML's own rule for the local part, letters of any script besides,
 * and no control character, space, quote or bracket that another reader could take for the end of it.
 */
export function isPlainAddress(address: string): boolean {
  return (
    address.length <= 254 &&
    /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*$/u.test(address)
  );
}

/** The domain of an address as it is said on the wire: `почта.рф` is `xn--80a1acny.xn--p1ai`. */
export function asciiDomain(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return domainToASCII(domain) || domain;
}

/** The address with its domain in ASCII. A local part of other letters stays: only SMTPUTF8 can carry it. */
export const asciiAddress = (address: string): string =>
  `${address.slice(0, address.lastIndexOf('@'))}@${asciiDomain(address)}`;
