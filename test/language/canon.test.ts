import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canon, key } from '../../src/language/canon.js';
import { hashOf } from '../../src/language/hash.js';
import { readSearch } from '../../src/language/read-search.js';
import { queries } from './vocabulary.js';

const searchHash = (query: string): string => readSearch({ query }).searchHash;

describe('one search for all who mean the same', () => {
  test.each([
    ['order', 'разработчик java', 'java разработчик'],
    ['case', 'разработчик java', 'Java РАЗРАБОТЧИК'],
    ['the form of a word', 'разработчик', 'разработчики'],
    ['ё', 'стажёр', 'стажер'],
    ['repeats', 'java java OR java', 'java'],
    ['the language of operators', 'java OR python NOT go', 'java ИЛИ python НЕ go'],
    ['signs for operators', 'java OR python NOT go', 'java | python -go'],
    ['brackets', 'java (python (go))', 'java python go'],
    ['double NOT', 'NOT (NOT java)', 'java'],
    ['quotes', '"менеджер по продажам"', '«Менеджер по продажам»'],
    ['the names of fields', 'title:(java OR go)', 'название:java ИЛИ name:go'],
    ['stop words outside phrases', 'java и python', 'java python'],
    ['look-alike letters', 'cлесарь', 'слесарь'],
    ['joined names', 'Node.js', 'nodejs'],
    ['a hyphen in a name', 'front-end', 'frontend'],
    ['the case of a licence letter', 'водитель категории С', 'водитель категории c'],
  ])('%s makes no difference', (_, one, other) => {
    expect(searchHash(one)).toBe(searchHash(other));
  });

  test.each([
    ['java python', 'java OR python'],
    ['java', '!java'],
    ['java', 'title:java'],
    ['java*', 'java'],
    ['"a1 b1"', 'a1 b1'],
    ['"a1 b1"', '"b1 a1"'],
    ['"менеджер продаж"', '"менеджер по продажам"'],
    ['(java OR go) senior', 'java OR (go senior)'],
    ['', 'java'],
  ])('%j and %j are different', (one, other) => expect(searchHash(one)).not.toBe(searchHash(other)));
});

test('the canonical form of a canonical form is itself', () => {
  fc.assert(
    fc.property(queries, (query) => {
      const { ast, textKey } = readSearch({ query });
      if (ast === null) return;
      expect(canon(ast)).toEqual(ast);
      expect(key(ast)).toBe(textKey);
    }),
  );
});

test('a hash is a signed 64-bit number of version and key, the same for ever', () => {
  const known = readSearch({ query: 'разработчик java', filters: { payFrom: 100_000, places: [7, 3] } });
  expect(known.canonicalKey).toBe('&(java,разработчик) {"places":[3,7],"payFrom":100000}');
  expect([known.textHash, known.searchHash]).toEqual(['7699368995252305306', '7024458433945156679']);
  expect(BigInt.asIntN(64, BigInt(known.searchHash)).toString()).toBe(known.searchHash);
  expect(hashOf('a')).not.toBe(hashOf('b'));
});

test('filters make another search of the same text', () => {
  const plain = readSearch({ query: 'java' });
  const paid = readSearch({ query: 'java', filters: { onlyWithPay: true } });
  expect(paid.textHash).toBe(plain.textHash);
  expect(paid.searchHash).not.toBe(plain.searchHash);
  expect(plain.searchHash).toBe(plain.textHash);
});

test('words excluded in their own field and in the text are one search', () => {
  const filters = { excludeWords: 'стажёр' };
  expect(readSearch({ query: 'java', filters }).searchHash).toBe(searchHash('java -стажер'));
});
