import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import type { OutgoingLetter } from '../../src/deliver/mailer.js';
import { composeMessage, type Identity } from '../../src/deliver/message.js';
import { isPlainAddress } from '../../src/deliver/plain-address.js';

const require = createRequire(import.meta.url);
const LISTED = require('big-list-of-naughty-strings/blns.json') as string[];

const BREAKS = [
  '\r\n',
  '\n',
  '\r',
  '\n\r',
  '\0',
  '\v',
  '\f',
  '\u0085',
  '\u2028',
  '\u2029',
  '%0d%0a',
  '\\r\\n',
  '\r\n ',
];
const EVIL = [
  'Bcc: e@evil.example',
  'X-Evil: 1',
  '\r\n<b>body</b>',
  '.\r\nMAIL FROM:<e@evil.example>',
  'Subject: other',
];
const CORPUS = [...LISTED, ...BREAKS.flatMap((end) => EVIL.map((evil) => `x${end}${evil}`))];

const LETTER: OutgoingLetter = {
  subscriberId: '17',
  id: '00000000-0000-4000-8000-000000000001',
  messageKey: 'digest:1',
  kind: 'digest',
  createdAt: new Date('2026-11-24T06:00:00Z'),
  to: 'anna@example.org',
  subject: 'Новое',
  headers: { 'List-Unsubscribe': '<https://example.org/u/x>', 'Content-Language': 'ru', 'Feedback-ID': 'x' },
  html: '<p>x</p>',
  text: 'x',
};
const IDENTITY: Identity = {
  from: { name: 'Вестник', address: 'jobs@example.org' },
  signer: null,
  idempotencyHeader: 'X-Once',
};

type Place = (text: string) => [OutgoingLetter, Identity];
const PLACES: Record<string, Place> = {
  subject: (text) => [{ ...LETTER, subject: text }, IDENTITY],
  'the name of the sender': (text) => [LETTER, { ...IDENTITY, from: { ...IDENTITY.from, name: text } }],
  'the message key': (text) => [{ ...LETTER, messageKey: text }, IDENTITY],
  'a header of the letter': (text) => [
    { ...LETTER, headers: { ...LETTER.headers, 'Feedback-ID': text } },
    IDENTITY,
  ],
  'List-Unsubscribe': (text) => [
    { ...LETTER, headers: { ...LETTER.headers, 'List-Unsubscribe': `<https://x/${text}>` } },
    IDENTITY,
  ],
  to: (text) => [{ ...LETTER, to: text }, IDENTITY],
  body: (text) => [{ ...LETTER, html: text, text }, IDENTITY],
};

const namesOf = (head: string): string[] => {
  // Unfolded as RFC 5322 §2.2.3 says: what is left must be one header a line.
  const lines = head.replace(/\r\n[ \t]/g, ' ').split('\r\n');
  return lines.map((line) => /^([A-Za-z0-9-]+): ?/.exec(line)?.[1]?.toLowerCase() ?? `?${line}`).sort();
};

test.each(Object.keys(PLACES))('%s never becomes another header, a recipient or a body', (place) => {
  const usual = namesOf(composeMessage(LETTER, IDENTITY).toString('latin1').split('\r\n\r\n')[0]!);
  // As the mailer does: an address that could end early is refused before a letter is made.
  const corpus = place === 'to' ? CORPUS.filter(isPlainAddress) : CORPUS;
  for (const text of place === 'to' ? [...corpus, 'анна@пример.рф'] : corpus) {
    const raw = composeMessage(...PLACES[place]!(text)).toString('latin1');
    expect([text, namesOf(raw.split('\r\n\r\n')[0]!)]).toEqual([text, usual]);
    expect(raw).not.toMatch(/[^\r]\n|\r[^\n]/);
  }
});

test('no hostile text passes for an address', () => {
  for (const text of CORPUS.slice(-BREAKS.length * EVIL.length)) {
    expect([text, isPlainAddress(text), isPlainAddress(`u@x${text}`)]).toEqual([text, false, false]);
  }
});

test('what a reader sees of a hostile letter is one recipient and one subject', async () => {
  for (const text of CORPUS.slice(-BREAKS.length * EVIL.length)) {
    const mail = await simpleParser(composeMessage({ ...LETTER, subject: text }, IDENTITY));
    expect(mail.to).toMatchObject({ value: [{ address: 'anna@example.org' }] });
    expect([mail.bcc, mail.headers.has('x-evil'), mail.text?.trim()]).toEqual([undefined, false, 'x']);
  }
});
