import { readFileSync } from 'node:fs';
import { remembered } from '../kit/remembered.js';
import { analyse } from '../language/document.js';
import { fits } from '../language/fits.js';
import { MAX_CHARACTERS } from '../language/parse.js';
import { readSearch } from '../language/read-search.js';
import { type Token, tokens } from '../language/tokens.js';
import { typedWords } from '../language/typed-words.js';

/** The names of one profession, each written as a query. */
type Profession = readonly string[];

// A longer query is a list of its own; each word may be exchanged for ten others.
const MAX_WORDS = 20;
const MAX_SPANS = 3;

/**
 * The same query with its profession by another name, for each of them: «java программист» gives «java разработчик»,
 * «java developer» and so on. Forms and order of words do not matter; only what names the profession is exchanged, and
 * neither what must not occur nor what is meant letter by letter.
 */
export function synonymsOf(query: string): string[] {
  if (query.length > MAX_CHARACTERS || tokens(query, MAX_WORDS + 1).length > MAX_WORDS) return [];
  const found = new Map([[readSearch({ query }).textKey, query]]);
  for (const span of namedIn(wordsOf(query)).slice(0, MAX_SPANS)) {
    const typed = query.slice(span.start, span.end);
    for (const name of span.professions.flatMap(widest)) {
      if (finds(typed, name)) continue;
      const other = exchange(query, span, name);
      const { textKey } = readSearch({ query: other });
      if (!found.has(textKey)) found.set(textKey, other);
    }
  }
  return [...found.values()].slice(1);
}

/** The professions of catalogue/professions.csv, each as its names; read once. */
export const professions = (): readonly Profession[] => dictionary().all;

/**
 * The profession that a title names, by its first name in the dictionary: the longest name of all in it, and of equals
 * the first. «Главный бухгалтер (удалённо)» is a «главный бухгалтер»; null where it names none that we know.
 */
export const professionIn = remembered((title: string): string | null => {
  const [found] = namedIn(namingWords(title, [{ at: 0, text: title }]));
  return found?.professions[0]?.[0] ?? null;
});

/** The names that find something of their own: «software developer» is found as developer. */
function widest(names: Profession): string[] {
  const known = memo.get(names);
  if (known !== undefined) return known;
  const wide = names.filter((name) => !names.some((other) => other !== name && finds(other, name)));
  memo.set(names, wide);
  return wide;
}

const memo = new Map<Profession, string[]>();

/** Whether somebody who looks for one name is shown what is titled by the other. */
const finds = (name: string, title: string): boolean =>
  fits(readSearch({ query: name }).ast, analyse({ title, company: '', skills: '', body: '' }));

interface Dictionary {
  all: readonly Profession[];
  byStems: ReadonlyMap<string, readonly Profession[]>;
  /** How many words the longest name has. */
  longest: number;
}

let read: Dictionary | undefined;

function dictionary(): Dictionary {
  read ??= readDictionary(readFileSync(FILE, 'utf8'));
  return read;
}

// The same depth from src/ and from dist/.
const FILE = new URL('../../catalogue/professions.csv', import.meta.url);

// A line is a field of work and then the names; no name holds a comma or a quote.
function readDictionary(csv: string): Dictionary {
  const lines = csv.trim().split('\n').slice(1);
  const all = lines.map((line) => line.split(',').slice(1));
  const byStems = new Map<string, Profession[]>();
  let longest = 0;
  for (const names of all) {
    for (const stems of names.map(stemsOf)) {
      byStems.set(keyOf(stems), [...(byStems.get(keyOf(stems)) ?? []), names]);
      longest = Math.max(longest, stems.length);
    }
  }
  return { all, byStems, longest };
}

const stemsOf = (name: string): string[] =>
  wholeNames(name).flatMap(({ lexemes }) => (lexemes.stop ? [] : lexemes.stem));

/** The words of a text; where two are a name («back-end») that name in their place. */
const wholeNames = (text: string): Token[] =>
  tokens(text).flatMap((token, i, all) => {
    if (token.name === null) return token;
    return all[i + 1]?.start === token.start ? [] : { ...token, lexemes: token.name };
  });

const keyOf = (stems: readonly string[]): string => stems.toSorted().join(' ');

/** A word that names something, with its place in the query; `run`: words of one run stand side by side. */
interface NamingWord {
  start: number;
  end: number;
  stem: string;
  run: number;
}

const wordsOf = (query: string): NamingWord[] =>
  namingWords(
    query,
    typedWords(query).filter(({ exact, unwanted }) => !exact && !unwanted),
  );

/** The words of some pieces of a text, each piece with its place. */
function namingWords(query: string, pieces: readonly { at: number; text: string }[]): NamingWord[] {
  const found: NamingWord[] = [];
  let run = 0;
  let before = 0;
  for (const { at, text } of pieces) {
    for (const { start, end, lexemes } of wholeNames(text)) {
      if (!BESIDE.test(query.slice(before, at + start))) run++;
      before = at + end;
      if (!lexemes.stop) found.push({ start: at + start, end: before, stem: lexemes.stem, run });
    }
  }
  return found;
}

// Quotes, brackets and operators part words.
const BESIDE = /^[\s,;/–—-]*$/;

interface Span {
  start: number;
  end: number;
  stems: string[];
  professions: readonly Profession[];
}

/** The professions that words name, the longest names first: «менеджер по продажам» is no «менеджер». */
function namedIn(words: readonly NamingWord[]): Span[] {
  const { byStems, longest } = dictionary();
  const spans: Span[] = [];
  for (let length = Math.min(longest, words.length); length > 0; length--) {
    for (let i = 0; i + length <= words.length; i++) {
      const named = words.slice(i, i + length);
      const [first, last] = [named[0]!, named.at(-1)!];
      const stems = named.map(({ stem }) => stem);
      const found = first.run === last.run ? byStems.get(keyOf(stems)) : undefined;
      const taken = spans.some(({ start, end }) => first.start < end && start < last.end);
      if (found !== undefined && !taken) {
        spans.push({ start: first.start, end: last.end, stems, professions: found });
      }
    }
  }
  return spans;
}

/** A part of a hyphenated word is parted from it; several words after «title:» need brackets. */
function exchange(query: string, { start, end }: Span, name: string): string {
  const before = query.slice(0, start).replace(/-$/, ' ');
  const after = query.slice(end).replace(/^-/, ' ');
  return before + (before.endsWith(':') && name.includes(' ') ? `(${name})` : name) + after;
}
