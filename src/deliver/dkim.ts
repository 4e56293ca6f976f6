import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SayError } from '../kit/command.js';
import type { Signing } from '../kit/mail-settings.js';
import { type Header, printHeader } from './encode-header.js';

/** What letters are signed with: a private key, read once, and where its public half stands in DNS. */
export interface Signer {
  domain: string;
  selector: string;
  key: KeyObject;
}

/** The signer that the settings name, null where the relay or nobody signs; throws a sentence on an unusable key. */
export function readSigner(signing: Signing): Signer | null {
  if (signing.by !== 'us') return null;
  const { domain, selector, keyFile } = signing;
  const key = readKey(keyFile);
  // RFC 8301: shorter keys are not to be trusted by anybody. Ed25519 is verified by too few (neither Gmail nor mail.ru).
  if (key?.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 1024) {
    throw new SayError(
      'DKIM_KEY_FILE does not hold a private RSA key of 1024 bits or more: npx vestnik dkim-key FILE makes one.',
    );
  }
  return { domain, selector, key };
}

function readKey(file: string): KeyObject | null {
  let pem: Buffer;
  try {
    pem = readFileSync(file);
  } catch {
    throw new SayError('DKIM_KEY_FILE cannot be read: it must name a file that this process may open.');
  }
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

// RFC 8058 §4: List-Unsubscribe-Post must be signed, which Nodemailer's own list leaves out.
const SIGNED = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
  'Auto-Submitted',
];
// Named once more than they stand there, so that nobody can add a second one and have readers believe it. Not the
// rest: relays such as SES put a Feedback-ID of their own beside ours.
const SEALED = new Set([
  'From',
  'To',
  'Subject',
  'Content-Type',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
]);

/**
 * The DKIM-Signature (RFC 6376, rsa-sha256, relaxed/relaxed) over these headers and this body. Same letter, same
 * signature: its time is that of the letter. The body must be canonical already: no line ends in a space, none holds
 * two spaces in a row, and it ends with exactly one line end, as base64 between plain MIME headers does.
 */
export function dkimSignature(
  message: { headers: readonly Header[]; body: Buffer; at: Date },
  { domain, selector, key }: Signer,
): Header {
  const { headers, body, at } = message;
  const byName = new Map(headers.map((header) => [header.name.toLowerCase(), header]));
  const standing = SIGNED.filter((name) => byName.has(name.toLowerCase()));
  const named = [...standing, ...SIGNED.filter((name) => SEALED.has(name))];
  const unsigned = [
    'v=1; a=rsa-sha256; c=relaxed/relaxed;',
    `d=${domain}; s=${selector};`,
    `t=${Math.floor(at.getTime() / 1000)};`,
    `h=${named.join(': ')};`,
    `bh=${createHash('sha256').update(body).digest('base64')};`,
    'b=',
  ].join(' ');
  const signature: Header = { name: 'DKIM-Signature', value: unsigned };
  const hashed = standing.map((name) => `${relaxed(byName.get(name.toLowerCase())!)}\r\n`);
  const data = Buffer.from(hashed.join('') + relaxed(signature));
  const signed = sign('sha256', data, key).toString('base64');
  return { ...signature, value: unsigned + (signed.match(/.{1,70}/g) ?? []).join(' ') };
}

/** RFC 6376 §3.4.2: name in lower case, folds undone, runs of white space one space, none at either end. */
function relaxed(header: Header): string {
  const value = printHeader(header).slice(header.name.length + 1);
  return `${header.name.toLowerCase()}:${value
    .replace(/\r\n/g, '')
    .replace(/[\t ]+/g, ' ')
    .trim()}`;
}
