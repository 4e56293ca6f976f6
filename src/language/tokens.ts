import { type Lexemes, lexemesOf, licenceOf, namesLicence } from './lexemes.js';
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
}

/**
 * The words of a text, plain (no HTML, no entities), at most `most` of them. The same for vacancies and for queries,
 * so that both meet.
 */
export function tokens(text: string, most = Number.POSITIVE_INFINITY): Token[] {
  const found: Token[] = [];
  let licencesFrom: number | null = null;
  for (const [start, end] of writtenWords(text)) {
    const written = text.slice(start, end);
    const licence: Lexemes | undefined = licencesFrom === null ? undefined : licenceOf(written);
    const near = licence === undefined ? null : licencesFrom;
    for (const lexemes of licence === undefined ? lexemesOf(written) : [licence]) {
      if (found.length >= most) return found;
      found.push({ start, end, position: found.length + 1, near, lexemes });
      if (licence !== undefined || lexemes.stop) continue;
      licencesFrom = namesLicence(lexemes, text[end]) ? found.length + 1 : null;
    }
  }
  return found;
}
