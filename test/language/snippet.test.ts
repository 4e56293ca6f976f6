import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Range } from '../../src/language/highlight.js';
import { snippet } from '../../src/language/snippet.js';

/** The line with its marks in brackets. */
function line(text: string, words: string[], max: number): string {
  const ranges = words.map((word): Range => [text.indexOf(word), text.indexOf(word) + word.length]);
  return snippet(text, ranges, max)
    .map((segment) => (segment.marked ? `[${segment.text}]` : segment.text))
    .join('');
}

const TEXT =
  'Мы ищем человека, который любит море. Нужен опытный водитель категории С на дальние рейсы по всей стране.';

describe('one line around the first matches', () => {
  test('a short text stays whole', () =>
    expect(line('Нужен водитель', ['водитель'], 80)).toBe('Нужен [водитель]'));

  test('a long one is cut between words on both sides', () => {
    expect(line(TEXT, ['водитель', 'рейсы'], 60)).toBe(
      '… опытный [водитель] категории С на дальние [рейсы] по всей …',
    );
  });

  test('without matches it is the beginning', () => {
    expect(line(`  ${TEXT}`, [], 20)).toBe('Мы ищем человека, …');
  });

  test('a match at the end shows what stands before it', () => {
    expect(line(TEXT, ['стране'], 40)).toBe('… С на дальние рейсы по всей [стране].');
  });

  test('lines and double spaces become single spaces', () => {
    expect(line('Повар\n\n  и\tпекарь', ['пекарь'], 80)).toBe('Повар и [пекарь]');
  });

  test('an empty text has no segments', () => expect(snippet('', [], 80)).toEqual([]));
});

test('it is never longer than asked but for the match itself and the dots, and cuts no character in two', () => {
  const text = fc
    .array(fc.constantFrom('слово', '😀', ' ', '  ', 'ю', '\n'), { maxLength: 40 })
    .map((w) => w.join(''));
  fc.assert(
    fc.property(text, fc.nat(), fc.integer({ min: 5, max: 60 }), (body, at, max) => {
      const words = [...body.matchAll(/слово|😀/g)].map(
        ({ index, 0: word }): Range => [index, index + word.length],
      );
      const ranges = words.slice(at % (words.length + 1));
      const segments = snippet(body, ranges, max);
      const shown = segments.map((segment) => segment.text).join('');
      expect(shown).not.toMatch(/\p{Cs}/u);
      expect(shown.replaceAll('…', '').trim().length).toBeLessThanOrEqual(Math.max(max, 5));
      if (ranges.length > 0) expect(segments.some((segment) => segment.marked)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
