import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import type { OutgoingLetter } from '../../src/deliver/mailer.js';
import { composeMessage } from '../../src/deliver/message.js';
import { draft, FROM, IDENTITY, NOW } from './support.js';

const letter = (given: Partial<OutgoingLetter> = {}): OutgoingLetter => ({
  ...draft({ to: 'anna@mail.example', messageKey: 'slot:2026-11-24', subscriberId: '17' }),
  createdAt: NOW,
  ...given,
});

const composed = (given: Partial<OutgoingLetter> = {}, from = FROM): string =>
  composeMessage(letter(given), { ...IDENTITY, from }).toString('latin1');

const headOf = (raw: string): string[] => (raw.split('\r\n\r\n')[0] ?? '').split('\r\n');
const names = (raw: string): string[] =>
  headOf(raw)
    .filter((line) => !line.startsWith(' '))
    .map((line) => line.slice(0, line.indexOf(':')));

describe('what a reader gets is what was written', () => {
  const hard = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      'Вакансия '.repeat(112).trim(),
      'x'.repeat(1000),
      '👩‍👩‍👧‍👦'.repeat(40),
      'مهندس برمجيات',
      '=?UTF-8?B?0L3QtdGC?=',
      'R&D, "lead"; <night> (shift)',
      'a\r\nBcc: eve@evil.example',
      'a\r\n\r\n<h1>body</h1>',
      '.\r\n.\r\nQUIT',
      '',
    ),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  const UNSAFE = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;
  // What a header may hold: control characters and marks of direction become a space.
  const told = (text: string) =>
    Buffer.from(text.replace(UNSAFE, ' ').replace(/ {2,}/g, ' ').trim()).toString();
  const lines = (text: string) => Buffer.from(text.replace(/\r\n?/g, '\n')).toString();

  test('any subject, any name, any text', async () => {
    await fc.assert(
      fc.asyncProperty(hard, hard, hard, async (subject, name, text) => {
        const raw = composed({ subject, text, html: `<p>${text}</p>` }, { ...FROM, name });
        const mail = await simpleParser(raw);
        expect(mail.subject ?? '').toBe(told(subject));
        expect(mail.from?.value).toEqual([{ name: told(name), address: FROM.address }]);
        expect(mail.to).toMatchObject({ value: [{ address: 'anna@mail.example' }] });
        expect(lines(mail.text ?? '')).toBe(lines(text));
        expect(names(raw)).toEqual(names(composed()));
        expect(raw.split('\r\n').filter((line) => !/^[ -~]{0,998}$/.test(line))).toEqual([]);
        expect(headOf(raw).filter((line) => line.includes('=?') && line.length > 76)).toEqual([]);
      }),
      { numRuns: 200, seed: 20261124 },
    );
  }, 60_000);

  test('every encoded word is whole UTF-8 by itself: no character is cut in two', () => {
    const words =
      composed({ subject: 'я👍'.repeat(120) }, { ...FROM, name: 'я' }).match(/=\?UTF-8\?B\?([^?]+)\?=/g) ??
      [];
    expect(words.length).toBeGreaterThan(10);
    for (const word of words) {
      expect(word.length).toBeLessThanOrEqual(75);
      expect(Buffer.from(word.slice(10, -2), 'base64').toString()).toMatch(/^[я👍]+$/u);
    }
  });
});

describe('a letter on the wire', () => {
  test('names no header twice and ends every line with CR LF', () => {
    const raw = composed({ text: 'a\nb\rc\r\nd', html: '<p>\n</p>' });
    expect(new Set(names(raw)).size).toBe(names(raw).length);
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(raw.endsWith('--\r\n')).toBe(true);
    expect(raw).toContain(Buffer.from('a\r\nb\r\nc\r\nd').toString('base64'));
  });

  test('says domains in ASCII, and lets an address of other letters stand for relays that take it', () => {
    const raw = composed({ to: 'anna@почта.рф' }, { name: 'Вестник', address: 'jobs@вестник.рф' });
    expect(raw).toContain('\r\nTo: anna@xn--80a1acny.xn--p1ai\r\n');
    expect(raw).toContain('<jobs@xn--b1agjinxh.xn--p1ai>');
    expect(raw).toMatch(/\r\nMessage-ID: <digest\.17\.slot%3a2026-11-24@xn--b1agjinxh\.xn--p1ai>\r\n/);
    expect(raw).toContain('List-Id: <alerts.xn--b1agjinxh.xn--p1ai>');
  });

  test('carries the key that makes a second copy harmless, where the relay has a header for it', () => {
    const identity = { ...IDENTITY, idempotencyHeader: 'Resend-Idempotency-Key' };
    expect(composeMessage(letter(), identity).toString('latin1')).toContain(
      '\r\nResend-Idempotency-Key: 17.slot%3a2026-11-24\r\n',
    );
    expect(composed()).not.toContain('Idempotency');
  });

  test('tells Postmaster Tools and mail.ru what kind it is, in few words', () => {
    const raw = composed({ kind: 'confirm', headers: { 'Form-Sub': 'v=1' } });
    expect(raw).toContain('Feedback-ID: confirm:asked:vestnik:vestnik.example\r\n');
    expect(raw).toContain('X-Postmaster-Msgtype: confirm\r\n');
    expect(raw).toContain('Form-Sub: v=1\r\n');
  });

  test('has another boundary when it is another letter, and the same when it is the same', () => {
    const boundary = (raw: string) => /boundary="([^"]+)"/.exec(raw)?.[1];
    expect(boundary(composed())).toBe(boundary(composed({ subject: 'another' })));
    expect(boundary(composed())).not.toBe(boundary(composed({ subscriberId: '18' })));
  });
});
