import type { Filters } from '../language/filters.js';
import { type RankLiterals, rankLiterals } from '../language/rank-sql.js';
import { type ReadSearch, readSearch } from '../language/read-search.js';

/** A search as composing needs it. */
export interface KnownSearch extends Pick<ReadSearch, 'ast' | 'tsquery' | 'filters'> {
  rank: RankLiterals | number;
}

// Ten thousand people share a few hundred searches: each is read once a process, not once a letter.
const known = new Map<string, KnownSearch>();
const MOST = 20_000;

/** Reads a search that somebody saved. Its id says what it asks, so whose it is makes no difference. */
export function readOnce(search: {
  searchId: string;
  query: string;
  filters: Partial<Filters>;
}): KnownSearch {
  const found = known.get(search.searchId);
  if (found !== undefined) return found;
  const { ast, tsquery, filters } = readSearch(search);
  const read = { ast, tsquery, filters, rank: rankLiterals(ast) };
  if (known.size >= MOST) known.clear();
  known.set(search.searchId, read);
  return read;
}
