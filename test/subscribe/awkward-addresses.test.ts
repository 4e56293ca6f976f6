import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import isemail from 'isemail';
import { mailboxKey, readAddress } from '../../src/subscribe/address.js';

/** Below this isemail's diagnosis says: may be sent to; from 16 on it is DNS, obsolete, a comment, or an error. */
const PLAIN = 0;
const ERROR = 128;
const judge = (address: string): number => isemail.validate(address, { errorLevel: true }) as number;

const dots = (n: number, part: string) => Array.from({ length: n }, () => part).join('.');

const GOOD = [
  'test@iana.org',
  'a@iana.org',
  't.e.s.t@iana.org',
  'test+tag@iana.org',
  "!#$%&`*/=?^'{|}~-_+@iana.org",
  '123@iana.org',
  'test@123.com',
  'test@iana.co-uk',
  'test@nominet.org.uk',
  'test@a.b.c.d.example.org',
  'test@xn--d1acpjx3f.xn--p1ai',
  `${'l'.repeat(64)}@iana.org`,
  `test@${'d'.repeat(63)}.org`,
  `a@${dots(3, 'd'.repeat(62))}.${'e'.repeat(59)}.org`,
];

const LONG = `${'d'.repeat(61)}`;
// What people, scripts and attackers put into a field for an address; isemail says of each that it is an error.
const BAD = [
  ...[
    '',
    ' ',
    'test',
    '@',
    'test@',
    '@iana.org',
    'test@@iana.org',
    'test@.iana.org',
    'test@iana.org.',
    'test@iana..org',
  ],
  ...[
    '.test@iana.org',
    'test.@iana.org',
    'te..st@iana.org',
    'te st@iana.org',
    'te,st@iana.org',
    'te;st@iana.org',
  ],
  ...[
    'te<st@iana.org',
    'te>st@iana.org',
    'te(st@iana.org',
    'te)st@iana.org',
    'te[st@iana.org',
    'te\\st@iana.org',
  ],
  ...[
    'te"st@iana.org',
    '"test"te@iana.org',
    'te"s"t@iana.org',
    '"test@iana.org',
    '"test\\"@iana.org',
    '""test@iana.org',
  ],
  ...[
    'test@-iana.org',
    'test@iana-.org',
    'test@iana.-org',
    'test@ia_na!.org',
    'test@iana .org',
    'test@ia,na.org',
  ],
  ...[
    'test@[1.2.3.4',
    'test@1.2.3.4]',
    'test@iana.org(comment',
    'test@iana.org)',
    'test@iana.org\\',
    'test@ia"na.org',
  ],
  ...[
    'test\r\n@iana.org',
    'test@iana.org\r\nBcc: e@iana.org',
    'test\0@iana.org',
    'te\u0007st@iana.org',
    'test@iana\u0000.org',
  ],
  ...[
    'Anna <test@iana.org>',
    '<test@iana.org>',
    'test@iana.org, e@iana.org',
    'test@iana.org e@iana.org',
    'mailto:a@b@c.org',
  ],
  ...[
    'test@iana/../org',
    'test@iana.org?x=1',
    'test@iana.org#x',
    'test@iana%2eorg',
    'test@iana:25',
    'test@iana.org;e@x.org',
  ],
  `${'l'.repeat(65)}@iana.org`,
  `test@${'d'.repeat(64)}.org`,
  `a@${dots(5, LONG)}.org`,
];

// Right by RFC 5322, and never what a person means: nobody's mailbox is lost, and no relay has to be trusted with them.
const CURIOUS = [
  '"test"@iana.org',
  '"te@st"@iana.org',
  '"te st"@iana.org',
  '""@iana.org',
  'test@[255.255.255.255]',
  'test@[IPv6:1111:2222:3333:4444:5555:6666:7777:8888]',
  'test@127.1',
  'test@255.255.255.255',
  '(comment)test@iana.org',
  'test(comment)@iana.org',
  'test@(comment)iana.org',
  'test@iana(comment).org',
  '" "@iana.org',
  'test . test@iana.org',
  'test@iana . org',
  'test@org',
  'test@localhost',
];

describe('an address', () => {
  test.each(GOOD)('that is plain is taken: %s', (address) => {
    expect(judge(address)).toBe(PLAIN);
    expect(readAddress(address)?.email).toBe(address);
  });

  test.each(BAD)('that isemail calls an error is refused: %j', (address) => {
    expect(judge(address)).toBeGreaterThanOrEqual(16);
    expect(readAddress(address)).toBeNull();
  });

  test.each(CURIOUS)('that only a grammar would miss is refused: %s', (address) => {
    expect(readAddress(address)).toBeNull();
  });

  test('is taken only where isemail takes it too, whatever characters come together', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b',
        '1',
        '.',
        '..',
        '-',
        '_',
        '+',
        '@',
        '"',
        '\\',
        '(',
        ')',
        '[',
        ']',
        '<',
        '>',
        ',',
        ';',
        ':',
        ' ',
        '\r\n',
      ],
      ...[
        '\t',
        '\0',
        'é',
        'ж',
        '。',
        'iana',
        'org',
        '.org',
        'x'.repeat(63),
        'y'.repeat(64),
        '%',
        '\u202e',
        '\u200b',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const read = readAddress(text);
        if (read === null) return;
        expect(read.email).not.toMatch(/[\p{Cc}\s<>()[\],;:"\\]/u);
        expect(judge(read.key)).toBeLessThan(ERROR);
      }),
      { numRuns: 20_000 },
    );
  });

  test('is its own, and only for limits the same as its other spellings', () => {
    expect(readAddress('An.Na+x@Пример.рф')).toEqual({
      email: 'An.Na+x@Пример.рф',
      key: 'an.na+x@xn--e1afmkfd.xn--p1ai',
    });
    expect(mailboxKey('an.na+x@example.org')).toBe('anna@example.org');
  });
});
