import { describe, expect, test } from '@jest/globals';
import { hmac, macs, newToken, type Purpose, readToken, sign, verify } from '../../src/kit/tokens.js';

const secret = Buffer.from('0123456789abcdef0123456789abcdef');
const purposes: Purpose[] = [
  'unsubscribe',
  'digest',
  'session',
  'address',
  'undo',
  'form',
  'bounce',
  'mailto',
];

describe('random tokens', () => {
  test('the text leads back to the subscriber and to the hash that is kept', () => {
    const { text, hash } = newToken('42');
    expect(readToken(text)).toEqual({ subscriberId: '42', hash });
    expect(text).not.toContain(hash.toString('base64url'));
  });

  test.each([
    '',
    '42',
    '42.short',
    'x.AAAAAAAAAAAAAAAAAAAAAA',
    '99999999999999999999.AAAAAAAAAAAAAAAAAAAAAA',
    '42.AAAA AAAAAAAAAAAAAAAAA',
  ])('a text that cannot be a token is none: %j', (text) => expect(readToken(text)).toBeNull());
});

describe('signed tokens', () => {
  test('only the diagonal of purposes is accepted', () => {
    for (const made of purposes) {
      const token = sign(secret, made, '42:all');
      const accepted = purposes.filter((purpose) => verify(secret, purpose, token) !== null);
      expect(accepted).toEqual([made]);
    }
  });

  test('any changed character is refused', () => {
    const token = sign(secret, 'unsubscribe', '42:all');
    expect(verify(secret, 'unsubscribe', token)).toBe('42:all');
    for (let at = 0; at < token.length - 1; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(verify(secret, 'unsubscribe', token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
    }
  });

  test('another secret refuses it', () => {
    const token = sign(secret, 'digest', '1:2');
    expect(verify(Buffer.from('another secret of enough length.'), 'digest', token)).toBeNull();
  });
});

describe('a change of keys', () => {
  const [newest, older, oldest] = ['newest', 'older', 'oldest'].map((name) =>
    Buffer.from(name.padEnd(32, '-')),
  );
  const before = [older!, oldest!];
  const after = [newest!, older!, oldest!];

  test('leaves what the key before signed readable, and signs with the new one', () => {
    const token = sign(before, 'unsubscribe', '42:all');
    expect(verify(after, 'unsubscribe', token)).toBe('42:all');
    expect(verify([newest!], 'unsubscribe', sign(after, 'unsubscribe', '42:all'))).toBe('42:all');
    expect(verify([newest!], 'unsubscribe', token)).toBeNull();
  });

  test('keeps two keys alive, not three: the last of three only hashes', () => {
    expect(verify(after, 'digest', sign(oldest!, 'digest', '1:2'))).toBeNull();
    expect(macs(after, 'bounce', 'x')).toEqual([
      macs(newest!, 'bounce', 'x')[0],
      macs(older!, 'bounce', 'x')[0],
    ]);
  });

  test('finds suppressed addresses again, whose hash is made with the last key', () => {
    expect(hmac(after, 'address', 'anna@example.org')).toEqual(hmac(oldest!, 'address', 'anna@example.org'));
    expect(hmac(before, 'address', 'anna@example.org')).toEqual(hmac(after, 'address', 'anna@example.org'));
  });
});
