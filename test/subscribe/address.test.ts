import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressKey, mailboxKey, readAddress } from '../../src/subscribe/address.js';
import { networkOf } from '../../src/subscribe/limits.js';

describe('an address', () => {
  test.each([
    'a@b.ru',
    'anna.petrova+jobs@example.co.uk',
    "o'neill@example.org",
    'x_y-z@sub.example-host.com',
    'почта@xn--80a1acny.xn--p1ai'.replace('почта', 'post'),
    'ivan@почта.рф',
    `${'a'.repeat(64)}@example.org`,
  ])('%s is taken', (email) => {
    expect(readAddress(email)).toMatchObject({ email });
  });

  test.each([
    '',
    'a',
    '@example.org',
    'a@',
    'a@localhost',
    'a b@example.org',
    'a@exa mple.org',
    'a@@example.org',
    '.a@example.org',
    'a..b@example.org',
    'a@example..org',
    'a@-example.org',
    'a@example.org.',
    'a@127.0.0.1',
    'a@127.1',
    'a@exa%6dple.org',
    'a@example.org\r\nBcc: e@example.org',
    'a@example.org,b@example.org',
    'Анна <a@example.org>',
    'анна@example.org',
    '"a b"@example.org',
    'a@[192.0.2.1]',
    `${'a'.repeat(65)}@example.org`,
    `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.org`,
  ])('%j is refused', (email) => {
    expect(readAddress(email)).toBeNull();
  });

  test('is compared in lower case and IDNA form, and kept as typed', () => {
    expect(addressKey('Anna@Пример.РФ')).toBe('anna@xn--e1afmkfd.xn--p1ai');
    expect(readAddress(' Anna+jobs@Example.ORG ')).toEqual({
      email: 'Anna+jobs@Example.ORG',
      key: 'anna+jobs@example.org',
    });
  });

  test('never lets a control character, a space or a bracket through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = readAddress(`${text}@example.org`);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come through
        expect(read?.email ?? '').not.toMatch(/[\x00-\x20\x7f<>()[\],;:\\"]/);
      }),
    );
  });
});

test('a mailbox has one key for its tags and dots, for limits', () => {
  expect(mailboxKey('an.na+jobs@example.org')).toBe('anna@example.org');
});

test('an IPv6 network is its first 64 bits, however it is written', () => {
  expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
  expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0');
  expect(networkOf('2001:0DB8:0:0:aaaa:bbbb:cccc:dddd')).toBe('2001:db8:0:0');
  expect(networkOf('2001:db8:1:2::')).toBe('2001:db8:1:2');
  expect(networkOf('::1')).toBe('0:0:0:0');
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0');
});
