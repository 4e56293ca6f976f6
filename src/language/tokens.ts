import { type Lexemes, lexemesAt, licenceOf, nameOf, namesLicence } from './lexemes.js';
import { writtenWords } from './written-words.js';

/** A word of a text, in the order of writing. */
export interface Token {
  /** [start, end) in UTF-16 units of the text as given. */
  start: number;
  end: number;
  /** Counts from 1; stop words count too. */
  position: number;
  /** A second position, of licence letters only: «категории В, С» has C right after «категории», as «категории С». */
  near: number | null;
  lexemes: Lexemes;
  /** The name that this word makes with its neighbour («back-end»: backend); both then span the whole of it. */
  name: Lexemes | null;
}

/**
 * The words of a text, plain (no HTML, no entities), at most `most` of them. The same for vacancies and for queries,
 * so that both meet.
 */
export function tokens(text: string, most = Number.POSITIVE_INFINITY): Token[] {
  const found: Token[] = [];
  const words = writtenWords(text);
  let licencesFrom: number | null = null;
  for (let i = 0; i < words.length; i += 2) {
    const [start, end] = [words[i]!, words[i + 1]!];
    const licence: Lexemes | undefined =
      licencesFrom === null ? undefined : licenceOf(text.slice(start, end));
    const near = licence === undefined ? null : licencesFrom;
    for (const lexemes of licence === undefined ? lexemesAt(text, start, end) : [licence]) {
      if (found.length >= most) return found;
      found.push({ start, end, position: found.length + 1, near, lexemes, name: null });
      joinName(found, text);
      if (licence !== undefined || lexemes.stop) continue;
      licencesFrom = namesLicence(lexemes, text.charCodeAt(end) === DOT) ? found.length + 1 : null;
    }
  }
  return found;
}

const DOT = 0x2e;

/** Where the last two words are the halves of a name and stand as one, both learn it. */
function joinName(found: Token[], text: string): void {
  const [first, second] = [found[found.length - 2], found[found.length - 1]!];
  const name = first === undefined ? null : nameOf(first.lexemes, second.lexemes);
  if (first === undefined || name === null || !STANDS_BETWEEN.test(text.slice(first.end, second.start)))
    return;
  found.splice(-2, 2, { ...first, end: second.end, name }, { ...second, start: first.start, name });
}

const STANDS_BETWEEN = /^\s{0,3}[-‐‑–—]?\s{0,3}$/;
