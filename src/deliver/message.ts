import { dkimSignature, type Signer } from './dkim.js';
import { encodeMailbox, encodeStructured, encodeText, type Header, printHeader } from './encode-header.js';
import { headersOf, oneLine } from './headers.js';
import type { OutgoingLetter } from './mailer.js';
import { messageBody } from './message-body.js';
import { asciiAddress, asciiDomain } from './plain-address.js';

/** Who letters come from. */
export interface Sender {
  name: string;
  address: string;
}

/** What all letters of this service have in common. */
export interface Identity {
  from: Sender;
  /** Null: letters leave unsigned, or the relay signs them. */
  signer: Signer | null;
  /** A relay's header that makes a letter sent twice harmless; null: it has none. */
  idempotencyHeader: string | null;
  /** The address that a letter's reader may write to instead of pressing a button; left out: there is none. */
  unsubscribeMailbox?: ((letter: OutgoingLetter) => string) | undefined;
}

/**
 * A letter as it goes over the wire, signed: the same bytes at every attempt and on every machine. Date is when the
 * letter was made; Message-ID and boundary come from its key.
 */
export function composeMessage(
  letter: OutgoingLetter,
  { from, signer, idempotencyHeader, unsubscribeMailbox }: Identity,
): Buffer {
  const domain = asciiDomain(from.address);
  const { boundary, bytes: body } = messageBody({ key: messageId(letter, domain), ...letter });
  const mailbox = unsubscribeMailbox?.(letter);
  const own = headersOf({ kind: letter.kind, headers: letter.headers, domain, mailbox });
  const headers: Header[] = [
    {
      name: 'From',
      value: encodeMailbox('From', { name: oneLine(from.name), address: asciiAddress(from.address) }),
    },
    { name: 'To', value: asciiAddress(letter.to) },
    { name: 'Subject', value: encodeText('Subject', oneLine(letter.subject)) },
    { name: 'Date', value: letter.createdAt.toUTCString().replace('GMT', '+0000') },
    { name: 'Message-ID', value: messageId(letter, domain) },
    ...Object.entries(own).map(([name, value]) => ({ name, value: encodeStructured(name, value) })),
    ...(idempotencyHeader === null ? [] : [{ name: idempotencyHeader, value: letterKey(letter) }]),
    { name: 'MIME-Version', value: '1.0' },
    { name: 'Content-Type', value: `multipart/alternative; boundary="${boundary}"` },
  ];
  const at = letter.createdAt;
  const signed = signer === null ? headers : [dkimSignature({ headers, body, at }, signer), ...headers];
  return Buffer.concat([Buffer.from(`${signed.map(printHeader).join('')}\r\n`), body]);
}

/** `<digest.17.key@example.org>`: kind, subscriber and key, from which a returned letter is known again. */
export function messageId(
  letter: Pick<OutgoingLetter, 'kind' | 'subscriberId' | 'messageKey'>,
  domain: string,
): string {
  return `<${letter.kind}.${letterKey(letter)}@${domain}>`;
}

/** One per letter, over all subscribers. */
const letterKey = ({
  subscriberId,
  messageKey,
}: Pick<OutgoingLetter, 'subscriberId' | 'messageKey'>): string => `${subscriberId}.${atoms(messageKey)}`;

// RFC 5322 atext has no spaces, colons or brackets; percent signs it has, so any key survives the way there and back.
const atoms = (key: string): string =>
  Array.from(Buffer.from(key), (byte) => {
    const char = String.fromCharCode(byte);
    return /[\w=+-]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`;
  }).join('');
