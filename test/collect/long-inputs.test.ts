import { expect, test } from '@jest/globals';
import { cleanLine, cleanText } from '../../src/collect/normalise/clean.js';
import { experienceIn } from '../../src/collect/normalise/experience.js';
import { readGross, readPayText } from '../../src/collect/normalise/pay-words.js';
import { plainText } from '../../src/collect/normalise/plain-text.js';
import { bareName, isNoCity } from '../../src/collect/places/place-words.js';
import { placeResolver } from '../../src/collect/places/resolve.js';
import { readReply } from '../../src/deliver/outcome.js';
import { readSearch } from '../../src/language/read-search.js';
import { readAddress } from '../../src/subscribe/address.js';

const LONG = 20_000;
const resolve = placeResolver([]);
const line = (text: string): string => cleanLine(text) ?? '';

/** What reads words of strangers. */
const READERS: Record<string, (text: string) => unknown> = {
  'a text': cleanText,
  'a line': cleanLine,
  'a description': plainText,
  'stated pay': (text) => readPayText(line(text)),
  'gross or net': (text) => readGross(line(text)),
  experience: (text) => experienceIn(line(text)),
  'a place': (text) => resolve(line(text)),
  'the name of a place': (text) => bareName(line(text)),
  'what is no place': (text) => isNoCity(line(text)),
  'a query': (query) => readSearch({ query }),
  'an address': readAddress,
  'a reply of a relay': readReply,
};

const PIECES = [
  ...[
    ' ',
    '\t',
    '\n',
    '(',
    ')',
    '((',
    '"',
    "'",
    '-',
    '- ',
    '.',
    ',',
    ', ',
    ':',
    ': ',
    '<',
    '</',
    '<a ',
    '&',
    '&amp;',
    '&#',
  ],
  ...[
    '1',
    '1 ',
    '1 - ',
    '1 000 ',
    'от ',
    'до 1 ',
    '₽',
    'руб. ',
    'a',
    'а ',
    'м. ',
    'ст. ',
    'г. ',
    'Москва (',
    '*',
    '|',
    '~',
  ],
  ...['@', 'a.', 'a@', 'title:', 'NOT ', 'ИЛИ ', '250 ', '5.1.1 ', '{{', '\u00a0', '\u200b', '\u202e', '😀'],
];

test.each(Object.keys(READERS))(
  '%s of twenty thousand characters is read at once, whatever it repeats',
  (name) => {
    const read = READERS[name]!;
    for (const piece of PIECES) {
      const text = piece.repeat(LONG / piece.length);
      for (const whole of [text, `x${text}x`, `1${text}!`]) {
        const { user: before } = process.cpuUsage();
        read(whole);
        const { user: after } = process.cpuUsage();
        // A pattern that goes back and forth takes some 10 s over as much.
        expect([piece, after - before < 1_000_000]).toEqual([piece, true]);
      }
    }
  },
);
