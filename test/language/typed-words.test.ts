import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { typedWords } from '../../src/language/typed-words.js';
import { queries } from './vocabulary.js';

const words = (query: string): string[] => typedWords(query).map(({ text }) => text);

test.each([
  ['java OR (python -стажёр)', ['java', 'python', 'стажёр']],
  ['title:java должность:(повар | пекарь)', ['java', 'повар', 'пекарь']],
  ['company:сбер работодатель:(яндекс OR "ноль пять") java', ['java']],
  ['"менеджер по продажам"~5', ['менеджер', 'по', 'продажам']],
  ['разраб* "главный бухг*" java', ['java']],
  ['vtytl;th gj ghjlf;fv', ['vtytl;th', 'gj', 'ghjlf;fv']],
  ['java, ,e[ufknth; go', ['java,', ',e[ufknth;', 'go']],
  ['продавец-кассир', ['продавец-кассир']],
  ['((((', []],
])('the words of %s', (query, expected) => expect(words(query)).toEqual(expected));

test('a word under «!» is exact, also in brackets, and the one after it is not', () => {
  const exact = typedWords('!java !(go "c d") -!e f').filter((word) => word.exact);
  expect(exact.map(({ text }) => text)).toEqual(['java', 'go', 'c', 'd', 'e']);
});

test('what must not occur is told apart, with NOT read twice as nothing', () => {
  const unwanted = typedWords('java -go NOT (a b) НЕ НЕ c -(d -e) f').filter((word) => word.unwanted);
  expect(unwanted.map(({ text }) => text)).toEqual(['go', 'a', 'b', 'd']);
});

test('every word stands where it says, one after another', () => {
  const signs = fc.string({ unit: fc.constantFrom(...'ab,; "()-!*:~|'), maxLength: 40 });
  fc.assert(
    fc.property(fc.oneof(signs, queries), (query) => {
      let before = 0;
      for (const { at, text } of typedWords(query)) {
        expect(query.slice(at, at + text.length)).toBe(text);
        expect(at).toBeGreaterThanOrEqual(before);
        before = at + text.length;
      }
    }),
    { numRuns: 1_000 },
  );
});
