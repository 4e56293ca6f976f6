import type { CountedWord } from '../lexicon.js';
import type { Segment } from './segment.js';

const TITLE = 0b1000 << 8;

/** The words of titles, normalised, and how many vacancies name each there; sorted, as `titleVocabulary` likes them. */
export function titleWordsOf(segments: readonly Segment[]): CountedWord[] {
  const counts = new Map<string, number>();
  for (const { dictionary, postings } of segments) {
    const arena = Buffer.from(dictionary.arena.buffer, dictionary.arena.byteOffset, dictionary.arena.length);
    for (const term of postings.exact) {
      let n = 0;
      for (let at = postings.starts[term]!; at < postings.starts[term + 1]!; at++) {
        if (postings.meta[at]! & TITLE) n++;
      }
      if (n === 0) continue;
      // Without its «=».
      const word = arena.toString('utf8', dictionary.offsets[term]! + 1, dictionary.offsets[term + 1]);
      counts.set(word, (counts.get(word) ?? 0) + n);
    }
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
