import { stem } from '../language/stem.js';

/** How often words are named. */
export interface WordForms {
  /** The word itself; 0 where it is unknown. */
  exactly(word: string): number;
  /** The word and all others of its stem. */
  countOf(stem: string, word: string): number;
}

/**
 * Counts over normalised words. Stems are asked for when they are needed, since 100,000 of them take a second: the forms
 * of a word stand together in the order of the alphabet, for they share all of the stem but at most its last letter
 * («company», «companies»; «hoping», «hope»).
 */
export function wordForms(words: readonly (readonly [word: string, count: number])[]): WordForms {
  const exact = new Map(words);
  const sorted = [...exact.keys()].sort(byUnits);
  const stems: (string | undefined)[] = [];

  function countOf(wanted: string, word: string): number {
    const own = exact.get(word) ?? 0;
    if (wanted.length < MIN_STEM) return own;
    const start = wanted.slice(0, -1);
    let count = own;
    for (let n = firstFrom(sorted, start); sorted[n]?.startsWith(start); n++) {
      const other = sorted[n]!;
      if (other === word || other.length > wanted.length + MAX_ENDING) continue;
      stems[n] ??= stem(other);
      if (stems[n] === wanted) count += exact.get(other)!;
    }
    return count;
  }
  return { exactly: (word) => exact.get(word) ?? 0, countOf };
}

// Too many words begin with less; forms of «шить» are not worth their stems.
const MIN_STEM = 3;
// The longest endings of Russian («-ировавшимися» is more than one).
const MAX_ENDING = 8;

const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Where the first word is that does not stand before `start`. */
function firstFrom(sorted: readonly string[], start: string): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < start) from = middle + 1;
    else to = middle;
  }
  return from;
}
