import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bandsOf,
  distance,
  fromInt8,
  NEAR,
  type SimHash,
  simhash64,
  toInt8,
} from '../../src/language/simhash.js';
import { tokens } from '../../src/language/tokens.js';

const hashOf = (text: string): SimHash => simhash64(tokens(text));

const WORDS =
  'мы ищем пекаря в дружный цех хлеб печь утром вовремя приходить любить людей смена оплата город'.split(' ');
const text = fc
  .array(fc.constantFrom(...WORDS), { minLength: 3, maxLength: 400 })
  .map((words) => words.join(' '));
const hash = fc.record({ high: fc.integer(), low: fc.integer() });

/** The same by the book: a sum for each bit, over the shingles that a set keeps. */
function naive(given: string): SimHash {
  const words = tokens(given);
  const singles = new Set<string>();
  for (let i = 0; i + 3 <= words.length; i++)
    singles.add(
      words
        .slice(i, i + 3)
        .map(({ lexemes }) => lexemes.exact)
        .join(' '),
    );
  const sums = { high: new Array<number>(32).fill(0), low: new Array<number>(32).fill(0) };
  for (const single of singles) {
    // A text of one shingle is that shingle's hash.
    const own = hashOf(single.replaceAll('=', ''));
    for (const half of ['high', 'low'] as const) {
      for (let bit = 0; bit < 32; bit++) sums[half][bit]! += (own[half] >>> bit) & 1 ? 1 : -1;
    }
  }
  const bits = (half: number[]) => half.reduce((all, sum, bit) => (sum > 0 ? all | (1 << bit) : all), 0);
  return { high: bits(sums.high), low: bits(sums.low) };
}

describe('SimHash', () => {
  test('the bits are the majority over distinct shingles', () => {
    fc.assert(fc.property(text, (given) => expect(hashOf(given)).toEqual(naive(given))));
  });

  test('numbers, letter case, signs and repeated passages make no difference', () => {
    const base = 'Оклад 50000 рублей, график 2 на 2. Мы ищем пекаря в дружный цех!';
    expect(hashOf(base.toUpperCase().replace('50000', '71'))).toEqual(hashOf(base));
    const twice = 'печём хлеб утром печём хлеб утром печём хлеб утром';
    expect(hashOf(twice)).toEqual(hashOf(`${twice} печём хлеб утром`));
  });

  test('a word more is near, another text is far', () => {
    const long = fc.array(fc.constantFrom(...WORDS), { minLength: 200, maxLength: 400, size: 'max' });
    for (const one of fc.sample(long, { seed: 7, numRuns: 100 }).map((words) => words.join(' ')))
      expect(distance(hashOf(one), hashOf(`${one} срочно`))).toBeLessThanOrEqual(NEAR);
    expect(
      distance(hashOf('водитель возит грузы по всей стране'), hashOf('повар варит суп в столовой завода')),
    ).toBeGreaterThan(15);
  });

  test('a text of less than three words has none', () => {
    expect(hashOf('печь хлеб')).toEqual({ high: 0, low: 0 });
  });

  test('a text longer than any before it is read as well', () => {
    const huge = Array.from(
      { length: 50_000 },
      (_, i) => WORDS[(i * i) % WORDS.length]! + (i % 97 ? '' : 'щ'),
    ).join(' ');
    expect(hashOf(huge)).toEqual(naive(huge));
    expect(hashOf('мы ищем пекаря')).toEqual(naive('мы ищем пекаря'));
  });
});

describe('as Postgres keeps it', () => {
  test('every hash comes back from its decimal', () => {
    fc.assert(fc.property(hash, (one) => expect(fromInt8(toInt8(one))).toEqual(one)));
    expect(toInt8({ high: -1, low: -1 })).toBe('-1');
    expect(toInt8({ high: 0, low: -1 })).toBe('4294967295');
  });

  test('each band has another quarter in front and all the bits', () => {
    const [a, b, c, d] = bandsOf({ high: 0x1111_2222, low: 0x3333_4444 });
    expect([a, b, c, d].map(({ high }) => high >>> 16)).toEqual([0x1111, 0x2222, 0x3333, 0x4444]);
    fc.assert(
      fc.property(hash, hash, (one, other) => {
        const apart = bandsOf(one).map((band, i) => distance(band, bandsOf(other)[i]!));
        expect(new Set(apart)).toEqual(new Set([distance(one, other)]));
      }),
    );
  });
});
