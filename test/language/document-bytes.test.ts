import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyse, type Fields } from '../../src/language/document.js';
import { documentBytes } from '../../src/language/document-bytes.js';
import { tokens } from '../../src/language/tokens.js';
import { toTsvectorBytes } from '../../src/language/tsvector-bytes.js';
import { vacancies } from './vocabulary.js';

const same = (fields: Fields): void => {
  const right = toTsvectorBytes(analyse(fields));
  expect(documentBytes(fields).equals(right)).toBe(true);
  expect(documentBytes({ ...fields, body: tokens(fields.body) }).equals(right)).toBe(true);
};

const named = { title: 'Повар', company: 'Ёж', skills: 'C++, C#, .NET, 1С, html5' };

test('a document made at once is what is made by way of a map, to the last byte', () => {
  fc.assert(fc.property(vacancies, same), { numRuns: 400 });
  const text = fc.string({ unit: 'grapheme', maxLength: 80 });
  fc.assert(fc.property(fc.record({ title: text, company: text, skills: text, body: text }), same));
});

test.each([
  ['nothing at all', { title: '', company: '', skills: '', body: '' }],
  [
    'licences, whose letters stand in two places',
    { ...named, body: 'категории В, С, категории С и Е '.repeat(40) },
  ],
  ['names of two halves', { ...named, body: 'back-end и front end, full–stack; backend ' }],
  ['a word of more places than are kept', { ...named, body: 'повар '.repeat(300) }],
  ['a word of just as many places as are kept', { ...named, title: '', body: 'повар '.repeat(255) }],
  ['more words than are read', { ...named, body: 'а '.repeat(8_100) }],
  [
    'more positions than there are',
    { title: 'а '.repeat(7_990), company: 'б '.repeat(7_990), skills: 'в г', body: 'д е' },
  ],
  ['more bytes than Postgres takes', { ...named, body: many(7_900, (n) => `слово${n}`.padEnd(40, 'ы')) }],
  ['many different words', { ...named, body: many(7_900, (n) => `w${n}`) }],
])('the same of %s', (_, fields) => same(fields));

test('the same after so many words that the first are forgotten', () => {
  for (let batch = 0; batch < 40; batch++) same({ ...named, body: many(7_000, (n) => `ш${batch}я${n}`) });
  same({ ...named, body: many(100, (n) => `ш0я${n}`) });
});

function many(count: number, word: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => word(n)).join(' ');
}
