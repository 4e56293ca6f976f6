import type { DataSource } from 'typeorm';
import type { Suggest } from './estimate-tools.js';
import { titleVocabulary } from './spelling.js';
import { selectTitleWords } from './title-words.sql.js';

/** Enough to know how words are written; more take seconds to read. */
const NEWEST = 50_000;

/** Suggestions by the words of titles, read from the database when they are first asked for: for a command, not a page. */
export function suggestByTitles(db: DataSource): Suggest {
  let vocabulary: Promise<ReturnType<typeof titleVocabulary>> | null = null;
  return async (query) => {
    vocabulary ??= selectTitleWords(db.manager, { newest: NEWEST }).then(titleVocabulary);
    return (await vocabulary).suggest(query)?.query ?? null;
  };
}
