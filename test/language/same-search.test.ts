import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSearch } from '../../src/language/read-search.js';

/** What a person asks, before it is put into words. */
type Wish =
  | { word: string; field: number; exact: boolean }
  | { phrase: string[]; field: number }
  | { join: 'and' | 'or'; parts: Wish[] }
  | { not: Wish };

const WORDS = [
  'java',
  'стажёр',
  'c++',
  'node.js',
  'разработчик',
  '1с',
  'ёлка',
  'hr-менеджер',
  'r&d',
  'сварщик',
];
const FIELDS = [
  [''],
  ['title:', 'name:', 'название:', 'Должность:'],
  ['company:', 'компания:', 'работодатель:'],
];

const field = fc.nat(2);
const { wish } = fc.letrec<{ wish: Wish; leaf: Wish }>((tie) => ({
  wish: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.record({
      join: fc.constantFrom('and', 'or'),
      parts: fc.array(tie('wish'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ not: tie('wish') }),
  ),
  leaf: fc.oneof(
    fc.record({ word: fc.constantFrom(...WORDS), field, exact: fc.boolean() }),
    fc.record({ phrase: fc.array(fc.constantFrom(...WORDS), { minLength: 2, maxLength: 3 }), field }),
  ),
}));

/** Puts a wish into words; `pick(n)` chooses one of n ways wherever there are several. */
function write(asked: Wish, pick: (n: number) => number): string {
  const one = (ways: readonly string[]): string => ways[pick(ways.length)]!;
  const spelt = (word: string): string => {
    const letters = pick(2) ? word : word.replaceAll('ё', 'е');
    return one([letters, letters.toUpperCase(), letters[0]!.toUpperCase() + letters.slice(1)]);
  };
  const whole = (inner: Wish): string => one([`(${write(inner, pick)})`, `( ${write(inner, pick)})`]);
  if ('word' in asked) return one(FIELDS[asked.field]!) + (asked.exact ? '!' : '') + spelt(asked.word);
  if ('phrase' in asked) {
    const words = asked.phrase.map(spelt).join(one([' ', ' - ']));
    return one(FIELDS[asked.field]!) + one([`"${words}"`, `«${words}»`, `“${words}”`]);
  }
  if ('not' in asked) return one(['NOT ', 'not ', 'НЕ ', '-', 'НЕ НЕ НЕ ']) + whole(asked.not);
  const shuffled = asked.parts.map((part) => ({ part, at: pick(100) })).sort((a, b) => a.at - b.at);
  const parts = shuffled.map(({ part }) => whole(part));
  const repeated = pick(3) === 0 ? [...parts, whole(asked.parts[0]!)] : parts;
  const signs =
    asked.join === 'and' ? [' ', ' AND ', ' И ', ', ', ' and '] : [' OR ', ' ИЛИ ', '|', ' или ', ' or '];
  return repeated.reduce((text, part) => text + one(signs) + part);
}

/** Chooses as a seed says. */
function chooser(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % n;
  };
}

test('whoever asks the same shares one search: whatever the order, case, ё, repeats, brackets and operators', () => {
  let compared = 0;
  fc.assert(
    fc.property(wish, fc.nat(), fc.nat(), (asked, ...seeds) => {
      const [one, other] = seeds.map((seed) => readSearch({ query: write(asked, chooser(seed)) }));
      // Beyond 64 words or 20 brackets what is cut off may differ.
      if (one!.warnings.length + other!.warnings.length > 0) return;
      compared++;
      expect(other!.textKey).toBe(one!.textKey);
      expect(other!.searchHash).toBe(one!.searchHash);
      expect(other!.refused).toEqual(one!.refused);
    }),
    { numRuns: 1_000 },
  );
  expect(compared).toBeGreaterThan(900);
});
