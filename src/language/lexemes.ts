import { ownCopy } from '../kit/remembered.js';
import { normalise } from './normalise.js';
import { stem } from './stem.js';
import { STOP_WORDS } from './stop-words.js';
import { WordTable } from './word-table.js';

/** What one word is in the index. */
export interface Lexemes {
  stem: string;
  /** '=' and the word as written, normalised: what `!` and `*` look at. */
  exact: string;
  /** More stems, which only documents emit: «.net» is also found as net, «html5» as html, «backend» as back and end. */
  extras: readonly string[];
  /** Not emitted, but takes a position. */
  stop: boolean;
  /** It may be the first half of a name: see `nameOf`. Said here, for to look at its letters again takes longer. */
  half: boolean;
  /** A licence letter may follow: always, or where it is cut short by a full stop («кат.»). */
  licence: 'named' | 'abbreviated' | null;
  /** Another for each word that was looked up, for what others remember of it. */
  id: number;
}

/** The lexemes of the word written at a place: none, one, or two where it is a joined name («nodejs» = «node js»). */
export function lexemesAt(text: string, start: number, end: number): readonly Lexemes[] {
  const cut = Math.min(end, start + MAX_WRITTEN);
  const known = memo.find(text, start, cut);
  if (known !== undefined) return known;
  const key = ownCopy(text.slice(start, cut));
  const word = normalise(key);
  const lexemes = word === '' ? [] : (JOINED.get(word) ?? [ALIASES.get(word) ?? word]).map(describeWord);
  memo.add(key, lexemes);
  return lexemes;
}

/** The name that two words make when a hyphen or a space stands between them («back-end»: backend), or null. */
export const nameOf = (first: Lexemes, second: Lexemes): Lexemes | null =>
  first.half ? (HALVES.get(first.exact)?.get(second.exact) ?? null) : null;

/** The lexemes of a single capital that names a driving licence («категории С»), or undefined. */
export const licenceOf = (written: string): Lexemes | undefined => LICENCE_LETTERS.get(written);

/** Whether a licence letter may follow: «категории», «категорий»; «кат.» with its full stop. */
export const namesLicence = ({ licence }: Lexemes, isBeforeStop: boolean): boolean =>
  licence === 'named' || (isBeforeStop && licence === 'abbreviated');

// A normalised word has at most 40 code points; what stands beyond 200 units is cut before the work begins.
const MAX_WRITTEN = 200;
// 6,000 vacancies hold 68,000 different written words; 131,072 entries are about 30 MB.
const MEMO_SIZE = 131_072;
const memo = new WordTable<readonly Lexemes[]>(MEMO_SIZE);
let lastId = 0;
const JOINED = new Map(
  ['node', 'react', 'vue', 'next', 'nuxt', 'nest', 'angular', 'express', 'three'].map((name) => [
    `${name}js`,
    [name, 'js'],
  ]),
);
const ALIASES = new Map([['dotnet', '.net']]);
// One for all words without extras.
const NONE: readonly string[] = [];
// Not split like nodejs: nine in ten are written as one word, and whoever saved that word, alone or in a phrase, must go
// on finding them (docs/adr/0009).
const HYPHENED = new Map([
  ['backend', ['back', 'end']],
  ['frontend', ['front', 'end']],
  ['fullstack', ['full', 'stack']],
]);
const FIRST_HALVES = new Set([...HYPHENED.values()].map(([first]) => first));
const HALVES = new Map(
  [...HYPHENED].map(([name, [first, second]]) => [
    `=${first}`,
    new Map([[`=${second}`, { ...describeWord(name), extras: NONE }]]),
  ]),
);

// Cyrillic and Latin letters of one licence are typed alike; without this rule «В» and «С» would be prepositions.
const LICENCE_LETTERS = new Map(
  [...'АВСДЕМABCDEM'].map((letter, i) => [letter, describeWord('abcdem'[i % 6]!)]),
);

function describeWord(word: string): Lexemes {
  const stemmed = stem(word);
  return {
    stem: stemmed,
    exact: `=${word}`,
    extras: extrasOf(word),
    stop: STOP_WORDS.has(word) && word.length > 0,
    half: FIRST_HALVES.has(word),
    licence: stemmed.startsWith('категор') ? 'named' : word === 'кат' ? 'abbreviated' : null,
    id: nextId(),
  };
}

/** 31 bits: who remembers by it asks whether it is still the same one. */
function nextId(): number {
  lastId = (lastId + 1) & 0x7fffffff;
  return lastId;
}

function extrasOf(word: string): readonly string[] {
  if (word === '.net') return ['net'];
  const halves = HYPHENED.get(word);
  if (halves !== undefined) return halves.map(stem);
  const letters = /^([a-z]{3,})\d{1,2}$/.exec(word)?.[1];
  return letters === undefined ? NONE : [stem(letters)];
}
