import { readSearch } from '../language/read-search.js';
import { unitsOf } from './query-units.js';

/** A longer query is not a few words with one too many. */
const MOST_WORDS = 8;

/** The query without one of its words or phrases, for each that can be spared; none where they are alternatives. */
export function fewerWords(query: string): { query: string; word: string }[] {
  const units = unitsOf(query) ?? [];
  if (units.some(({ kind }) => kind === 'or')) return [];
  const parts = units.filter(({ kind }) => kind === 'part');
  const seen = new Set([readSearch({ query }).textKey]);
  const found: { query: string; word: string }[] = [];
  for (const spared of parts.filter(({ bare }) => bare).slice(0, MOST_WORDS)) {
    const rest = parts.filter((part) => part !== spared).map(({ text }) => text);
    const read = readSearch({ query: rest.join(' ') });
    // A word that is common or said twice is not missed: the search would be the same.
    if (read.refused !== null || seen.has(read.textKey)) continue;
    seen.add(read.textKey);
    found.push({ query: rest.join(' '), word: spared.text });
  }
  return found;
}
