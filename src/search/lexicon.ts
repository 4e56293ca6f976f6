import { editDistance } from '../language/edit-distance.js';
import { stem } from '../language/stem.js';
import type { Token } from '../language/tokens.js';
import { trigramIndex } from '../language/trigram-index.js';
import { wordForms } from './word-forms.js';

/** The words that titles use. */
export interface Lexicon {
  /** Whether titles have the word or another form of it; of stop words always. */
  knows(token: Token): boolean;
  /**
   * A word of titles, normalised, that a token is probably a misspelling of; null where it is none. Titles hold
   * misspellings too: a rare word beside a two hundred times more frequent one is taken for one.
   */
  likelier(token: Token): string | null;
}

/** A normalised word and how many vacancies name it in the title. */
export type CountedWord = readonly [word: string, count: number];

const MIN_LETTERS = 4;
// pg_trgm's own threshold is 0.3: one error in a word of five letters leaves less, two errors may not.
const LEAST_SIMILAR = { one: 0.2, two: 0.3 };
// The share of all words of titles that one must have to be suggested: what no title knows is more often a rare word
// («окон») than a misspelling of another rare word («озон»).
const LEAST_SHARE = { one: 5e-5, two: 2e-4 };
// How much rarer than the right word its misspelling is. Of 8,162 words of real titles 34 are, all but «sensor»,
// «lending» and «dota» rightly.
const RARER = 200;
// An error more has to be paid for by a word a hundred times as frequent.
const COST_OF_ERROR = Math.log(100);

/** The lexicon of `words`; quickest when they come sorted. */
export function lexiconOf(words: readonly CountedWord[]): Lexicon {
  const forms = wordForms(words);
  const index = trigramIndex(words.map(([word]) => (word.length < MIN_LETTERS ? '' : word)));
  const total = words.reduce((sum, [, count]) => sum + count, 0);
  const least = { one: total * LEAST_SHARE.one, two: total * LEAST_SHARE.two };

  /** How good a guess it is that `typed`, of which titles have `own`, is a misspelling of `found`; null for none. */
  function score(typed: string, own: number, { found, similarity }: Guess): number | null {
    const errors = errorsOf(typed, { found, similarity });
    if (errors === null || (own > 0 && !isSlip(typed, found))) return null;
    // A form counts for as much as all forms of its word: «катигории» is «категории», however rare that form is.
    const all = forms.countOf(stem(found), found);
    if (all < (own > 0 ? own * RARER : errors === 1 ? least.one : least.two)) return null;
    return (Math.log(all) + Math.log(forms.exactly(found))) / 2 - errors * COST_OF_ERROR;
  }

  return {
    knows: ({ lexemes }) => lexemes.stop || forms.countOf(lexemes.stem, lexemes.exact.slice(1)) > 0,
    likelier({ lexemes }) {
      const typed = lexemes.exact.slice(1);
      if (lexemes.stop || typed.length < MIN_LETTERS) return null;
      const own = forms.countOf(lexemes.stem, typed);
      if (own * RARER > total) return null;
      let best: { found: string | null; score: number } = { found: null, score: Number.NEGATIVE_INFINITY };
      for (const { n, similarity } of index.similar(typed, LEAST_SIMILAR.one)) {
        const found = words[n]![0];
        const reached = score(typed, own, { found, similarity });
        if (reached !== null && reached > best.score) best = { found, score: reached };
      }
      return best.found;
    },
  };
}

interface Guess {
  found: string;
  similarity: number;
}

/** How many errors make `found` the word typed; null where they are too many to believe in. */
function errorsOf(typed: string, { found, similarity }: Guess): 1 | 2 | null {
  const errors = editDistance(typed, found, typed.length <= 5 ? 1 : 2);
  if (errors === 1 && typed.length > 5) return 1;
  if (typed[0] !== found[0]) return null;
  if (errors === 1) return 1;
  if (errors !== 2 || similarity < LEAST_SIMILAR.two) return null;
  // Another ending makes another word of the same root («новостроек» and «новостройка»).
  const inEnding = sharedStart(typed, found) >= Math.min(typed.length, found.length) - 3;
  return inEnding && sharedEnd(typed, found) < 2 ? null : 2;
}

/** One error, and inside the word: what differs in the last letters is another form («сварщица» and «сварщика»). */
function isSlip(typed: string, found: string): boolean {
  if (typed[0] !== found[0] || editDistance(typed, found, 1) !== 1) return false;
  const end = sharedEnd(typed, found);
  const exchanged = typed.length === found.length && sharedStart(typed, found) + end === typed.length - 1;
  return end >= (exchanged ? 2 : 1);
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function sharedEnd(a: string, b: string): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length;
}
