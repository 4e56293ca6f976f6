import { otherLayouts } from '../language/layout.js';
import { normalise } from '../language/normalise.js';
import { MAX_CHARACTERS } from '../language/parse.js';
import { scanQuery } from '../language/scan-query.js';
import { tokens } from '../language/tokens.js';
import { type TypedWord, typedWords } from '../language/typed-words.js';
import { type Lexicon, lexiconOf } from './lexicon.js';

/** A query that was perhaps meant. To be offered, never to be asked in place of what was typed. */
export interface Suggestion {
  /** The whole query, as typed but for the changes. */
  query: string;
  /** In the order of writing, at least one. */
  changes: Change[];
}

/** `at` and `len` are UTF-16 units of the query as typed; `by`: typed in the other keyboard layout, or misspelt. */
export interface Change {
  at: number;
  len: number;
  from: string;
  to: string;
  by: 'layout' | 'spelling';
}

/** What titles of vacancies say, and what a query that says something else could have meant. */
export interface TitleVocabulary {
  /** Null where every word is known, or nothing known is near an unknown one. Never throws. */
  suggest(query: string): Suggestion | null;
}

/** The vocabulary of normalised words and how many vacancies name each in the title. Built once and kept. */
export function titleVocabulary(words: readonly (readonly [word: string, count: number])[]): TitleVocabulary {
  const lexicon = lexiconOf(words);
  return { suggest: (query) => suggest(query, lexicon) };
}

// Whoever writes more words than these lists them, and means them. Each may take 0.3 ms where titles have 100,000.
const MAX_WORDS = 20;

function suggest(query: string, lexicon: Lexicon): Suggestion | null {
  if (query.length > MAX_CHARACTERS || tokens(query, MAX_WORDS + 1).length > MAX_WORDS) return null;
  const words = typedWords(query);
  const retyped = words.flatMap((word) => retype(word, lexicon));
  const between = retyped.length === 0 ? [] : smallWords(words, { retyped, lexicon });
  const done = new Set([...retyped, ...between].map(({ at }) => at));
  const respelt = words
    .filter(({ at, exact }) => !done.has(at) && !exact)
    .flatMap((word) => respell(word, lexicon));
  const changes = [...retyped, ...between, ...respelt].sort((a, b) => a.at - b.at);
  return changes.length === 0 ? null : { query: changed(query, changes), changes };
}

function changed(query: string, changes: readonly Change[]): string {
  const parts = changes.map(({ at, to }, i) => {
    const before = changes[i - 1];
    return query.slice(before === undefined ? 0 : before.at + before.len, at) + to;
  });
  const last = changes.at(-1);
  return parts.join('') + query.slice(last === undefined ? 0 : last.at + last.len);
}

const isKnown = (text: string, { knows }: Lexicon): boolean => tokens(text).every(knows);

/** An unknown word whose other layout is known. */
function retype(word: TypedWord, lexicon: Lexicon): Change[] {
  if (isKnown(word.text, lexicon)) return [];
  const reading = otherLayouts(word.text).find(
    (text) =>
      isKnown(text, lexicon) &&
      tokens(text).some(({ lexemes }) => !lexemes.stop && lexemes.exact.length > '='.length + 1),
  );
  return reading === undefined ? [] : [layoutChange(word, corrected(reading, lexicon))];
}

/**
 * «gj» (по), «bkb» (или) among words of the other layout. Letters like «c» (с) are known to titles for other reasons;
 * at the end of a query they are no prepositions.
 */
function smallWords(
  words: readonly TypedWord[],
  { retyped, lexicon }: { retyped: readonly Change[]; lexicon: Lexicon },
): Change[] {
  const done = new Set(retyped.map(({ at }) => at));
  return words.flatMap((word) => {
    if (done.has(word.at)) return [];
    const letter = word.text.length === 1 && word !== words.at(-1);
    if (!letter && isKnown(word.text, lexicon)) return [];
    const small = otherLayouts(word.text).find(isSmall);
    return small === undefined ? [] : [layoutChange(word, small)];
  });
}

function isSmall(reading: string): boolean {
  const [piece, ...others] = scanQuery(reading).pieces;
  if (piece === undefined || others.length > 0) return false;
  return piece.kind !== 'text' || tokens(piece.text).every(({ lexemes }) => lexemes.stop);
}

/** Misspelt words as titles spell them; an unknown one that is near to none, also in the other layout. */
function respell(word: TypedWord, lexicon: Lexicon): Change[] {
  const misspelt = misspellings(word, lexicon);
  if (misspelt.length > 0 || isKnown(word.text, lexicon)) return misspelt;
  const reading = otherLayouts(word.text)[0] ?? '';
  const meant = corrected(reading, lexicon);
  return meant !== reading && isKnown(meant, lexicon) ? [layoutChange(word, meant)] : [];
}

const corrected = (text: string, lexicon: Lexicon): string =>
  changed(text, misspellings({ at: 0, text }, lexicon));

function misspellings({ at, text }: { at: number; text: string }, lexicon: Lexicon): Change[] {
  return tokens(text).flatMap((token): Change[] => {
    const from = text.slice(token.start, token.end);
    const word = token.lexemes.exact.slice(1);
    // Joined names («nodejs») are several words at one place.
    if (!ONE_SCRIPT.test(word) || normalise(from) !== word) return [];
    const to = lexicon.likelier(token);
    return to === null
      ? []
      : [{ at: at + token.start, len: from.length, from, to: inCaseOf(from, to), by: 'spelling' }];
  });
}

const ONE_SCRIPT = /^(?:[а-я]+|[a-z]+)$/;

function inCaseOf(typed: string, word: string): string {
  if (typed === typed.toUpperCase()) return word.toUpperCase();
  const first = typed[0]!;
  return first === first.toUpperCase() ? word[0]!.toUpperCase() + word.slice(1) : word;
}

const layoutChange = ({ at, text }: TypedWord, to: string): Change => ({
  at,
  len: text.length,
  from: text,
  to,
  by: 'layout',
});
