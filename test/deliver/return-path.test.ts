import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromBase32, toBase32 } from '../../src/deliver/base32.js';
import {
  readReturnPath,
  readUnsubscribeMailbox,
  returnPath,
  unsubscribeMailbox,
} from '../../src/deliver/return-path.js';

const secret = Buffer.from('0123456789abcdef0123456789abcdef');
const letter = { subscriberId: '9223372036854775807', id: randomUUID() };
const path = returnPath(secret, letter, 'bounce.example.org');

describe('the return path', () => {
  test('leads back to the letter', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), fc.uuid(), (subscriber, id) => {
        const made = returnPath(secret, { subscriberId: `${subscriber}`, id }, 'b.example');
        expect(readReturnPath(secret, made)).toEqual({ subscriberId: `${subscriber}`, letterId: id });
      }),
    );
  });

  test('has at most 64 characters before the @, all of them such as no mail system changes', () =>
    expect(path).toMatch(/^b\+[a-z2-7]{1,62}@bounce\.example\.org$/));

  test.each([
    ['in capitals', (address: string) => address.toUpperCase()],
    ['in angle brackets', (address: string) => `<${address}>`],
    [
      'rewritten by a forwarder',
      (address: string) => `SRS0=Hh3q=7K=${address.replace('@', '=')}@forward.example`,
    ],
  ])('is known again %s', (_how, change) =>
    expect(readReturnPath(secret, change(path))?.letterId).toBe(letter.id),
  );

  test('is refused when any character of it differs', () => {
    for (let at = 2; at < path.indexOf('@'); at++) {
      const other = path[at] === 'a' ? 'b' : 'a';
      expect(readReturnPath(secret, path.slice(0, at) + other + path.slice(at + 1))).toBeNull();
    }
  });

  test('made with another secret, or for leaving, is refused', () => {
    const leaving = unsubscribeMailbox(secret, letter, 'bounce.example.org');
    expect(readReturnPath(Buffer.alloc(32), path)).toBeNull();
    expect(readReturnPath(secret, leaving.replace('u+', 'b+'))).toBeNull();
    expect(readUnsubscribeMailbox(secret, path.replace('b+', 'u+'))).toBeNull();
    expect(readUnsubscribeMailbox(secret, leaving)?.letterId).toBe(letter.id);
  });

  test.each(['', 'b+@example.org', 'someone@example.org', `b+${'a'.repeat(57)}@x`, `b+${'a'.repeat(59)}@x`])(
    'a text that cannot be one is none: %j',
    (text) => expect(readReturnPath(secret, text)).toBeNull(),
  );
});

describe('base32', () => {
  test('gives back the bytes it was given, and has one text for them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = toBase32(bytes);
        expect(fromBase32(text)).toEqual(Buffer.from(bytes));
        const again = fromBase32(`${text.slice(0, -1)}${text.endsWith('a') ? 'b' : 'a'}`);
        if (again !== null) expect(toBase32(again)).not.toBe(text);
      }),
    );
  });

  // The vectors of RFC 4648 §10.
  test.each([
    ['f', 'my'],
    ['fo', 'mzxq'],
    ['foo', 'mzxw6'],
    ['foob', 'mzxw6yq'],
    ['fooba', 'mzxw6ytb'],
    ['foobar', 'mzxw6ytboi'],
  ])('%s is %s', (bytes, text) => expect(toBase32(Buffer.from(bytes))).toBe(text));
});
