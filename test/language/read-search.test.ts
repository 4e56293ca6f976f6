import { describe, expect, test } from '@jest/globals';
import { readSearch } from '../../src/language/read-search.js';

describe('what cannot be an alert', () => {
  test.each([
    ['', 'nothing'],
    ['???', 'nothing'],
    ['и в на', 'stop-only'],
    ['NOT водитель', 'unsafe'],
    ['водитель OR NOT повар', 'unsafe'],
    ['java ко*', 'prefix-too-short'],
    ['"java р*"', 'prefix-too-short'],
    [`java ${'x'.repeat(2_000)}`, 'too-long'],
    [Array.from({ length: 65 }, (_, n) => `w${n}`).join(' '), 'too-many-words'],
    [`${'('.repeat(21)}java`, 'too-deep'],
  ])('%s: %s', (query, code) => expect(readSearch({ query }).refused).toEqual({ code }));

  test.each(['java', 'java NOT python', 'NOT python java', '(java OR go) -lead', 'гео*', 'по OR java'])(
    '%s can',
    (query) => expect(readSearch({ query }).refused).toBeNull(),
  );

  test('a place alone is enough, also with words excluded, but typed words must be safe', () => {
    const refused = (query: string, excludeWords = '') =>
      readSearch({ query, filters: { places: [1], excludeWords } }).refused?.code ?? null;
    expect(refused('')).toBeNull();
    expect(refused('', 'стажер')).toBeNull();
    expect(refused('NOT стажер')).toBe('unsafe');
    expect(refused('и')).toBe('stop-only');
    expect(readSearch({ query: '', filters: { cityNames: ['Кириши'] } }).refused).toBeNull();
    expect(readSearch({ query: '', filters: { onlyWithPay: true } }).refused).toEqual({ code: 'nothing' });
  });
});

test('without words there is no tsquery to send, and the hash is of the filters alone', () => {
  const read = readSearch({ query: ' ', filters: { places: [1] } });
  expect(read).toMatchObject({ ast: null, tsquery: null, textKey: '', canonicalKey: '{"places":[1]}' });
});

test('a short prefix is an exact word where a page answers all the same', () => {
  expect(readSearch({ query: 'го*' }).tsquery).toBe(`'=го'`);
});

test.each([
  ['java разработчик', true],
  ['', true],
  ['java OR go', false],
  ['"java go"', false],
  ['!java', false],
  ['title:java', false],
  ['java*', false],
  ['java -go', false],
  ['java (', false],
])('%j is plain: %j', (query, plain) => expect(readSearch({ query }).plain).toBe(plain));

test('warnings say in which of the two texts they are', () => {
  const { warnings } = readSearch({ query: 'java (', filters: { excludeWords: '"go' } });
  expect(warnings).toEqual([
    { code: 'unclosed-bracket', at: 5, len: 1, part: 'query' },
    { code: 'unclosed-quote', at: 0, len: 1, part: 'exclude' },
  ]);
});
