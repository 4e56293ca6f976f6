import { analyse } from './document.js';
import { fits } from './fits.js';
import { readSearch } from './read-search.js';
import { tokens } from './tokens.js';

const MOST = 12;

/**
 * The words of a title that a search can do without, each once whatever its form, as written and as a query for them in
 * titles alone: somebody who turns down a title has not said that the word must not occur in a text.
 */
export function titleWords(title: string, language: 'ru' | 'en'): { word: string; query: string }[] {
  const document = analyse({ title, company: '', skills: '', body: '' });
  const words = new Map<string, { word: string; query: string }>();
  for (const { start, end, lexemes } of tokens(title)) {
    const word = title.slice(start, end);
    const query = `${language === 'ru' ? 'название' : 'title'}:${word}`;
    if (lexemes.stop || words.has(lexemes.stem)) continue;
    // «С» of «категории С» is a licence there and a common word by itself.
    const { ast, refused } = readSearch({ query });
    if (refused === null && fits(ast, document)) words.set(lexemes.stem, { word, query });
  }
  return [...words.values()].slice(0, MOST);
}
