import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { trigramIndex } from '../../src/language/trigram-index.js';

/** pg_trgm's similarity by its definition. */
function similarity(a: string, b: string): number {
  const [ofA, ofB] = [a, b].map((word) => {
    const padded = `  ${word} `;
    return new Set(Array.from({ length: padded.length - 2 }, (_, i) => padded.slice(i, i + 3)));
  });
  const shared = [...ofA!].filter((trigram) => ofB!.has(trigram)).length;
  return shared / (ofA!.size + ofB!.size - shared);
}

test('«word» and «words» share four of seven trigrams', () => {
  const [found] = trigramIndex(['words']).similar('word', 0);
  expect(found?.similarity).toBeCloseTo(4 / 7);
});

test('every word that is similar enough is found, and how similar it is', () => {
  const word = fc.string({ unit: fc.constantFrom(...'абяaz'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), word, (words, asked) => {
      const index = trigramIndex(words);
      const found = new Map(index.similar(asked, 0.3).map((one) => [one.n, one.similarity]));
      for (const [n, one] of words.entries()) {
        const expected = similarity(one, asked);
        if (expected >= 0.3) expect(found.get(n)).toBeCloseTo(expected);
        else expect(found.has(n)).toBe(false);
      }
      expect(index.similar(asked, 0.3)).toHaveLength(found.size);
    }),
  );
});

test('words of other letters, and empty ones, are passed over', () => {
  const index = trigramIndex(['c++', '', 'повар', '1с', 'їжак']);
  expect(index.similar('повар', 0).map(({ n }) => n)).toEqual([2]);
  for (const asked of ['c++', '', '1с', '\0', '😀']) expect(index.similar(asked, 0.1)).toEqual([]);
});
