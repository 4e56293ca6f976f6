import type { SendMailOptions } from 'nodemailer';
import { headersOf, oneLine } from './headers.js';
import type { OutgoingLetter } from './mailer.js';

/** Who letters come from. */
export interface Sender {
  name: string;
  address: string;
}

/**
 * What Nodemailer is given: the same bytes at every attempt (Date is when the letter was made, Message-ID and MIME
 * boundary come from its key). Addresses are objects and the envelope is explicit: as strings they would be parsed
 * once more, and `u@x\r\nBcc: e@y` became a letter to e@y. base64: Cyrillic in quoted-printable is 1.7 times as long.
 */
export function messageOf(letter: OutgoingLetter, from: Sender): SendMailOptions {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const to = { name: '', address: letter.to };
  return {
    from,
    to,
    envelope: { from: { name: '', address: from.address }, to: [to] },
    date: letter.createdAt,
    messageId: messageId(letter, domain),
    subject: oneLine(letter.subject),
    headers: headersOf({ kind: letter.kind, headers: letter.headers, domain }),
    text: letter.text,
    html: letter.html,
    textEncoding: 'base64',
    baseBoundary: letter.id,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** `<digest.17.key@example.org>`: kind, subscriber and key, from which a returned letter is known again. */
export function messageId(
  letter: Pick<OutgoingLetter, 'kind' | 'subscriberId' | 'messageKey'>,
  domain: string,
) {
  return `<${letter.kind}.${letter.subscriberId}.${atoms(letter.messageKey)}@${domain}>`;
}

// RFC 5322 atext has no spaces, colons or brackets; percent signs it has, so any key survives the way there and back.
const atoms = (key: string): string =>
  Array.from(Buffer.from(key), (byte) => {
    const char = String.fromCharCode(byte);
    return /[\w=+-]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`;
  }).join('');

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
