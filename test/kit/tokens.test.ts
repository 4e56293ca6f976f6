import { describe, expect, test } from '@jest/globals';
import { newToken, type Purpose, readToken, sign, verify } from '../../src/kit/tokens.js';

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
