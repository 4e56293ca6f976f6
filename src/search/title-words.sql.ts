import type { EntityManager } from 'typeorm';

/**
 * The words of titles with the number of vacancies that name each, for `titleVocabulary`: of the `newest` open ones,
 * normalised, sorted by UTF-8. It unpacks every document: 0.3 s for 34,730, so 2 s for 200,000.
 */
export async function selectTitleWords(
  tx: EntityManager,
  { newest }: { newest: number },
): Promise<[word: string, count: number][]> {
  const rows: { word: string; count: number }[] = await tx.query(WORDS, [newest]);
  return rows.map(({ word, count }) => [word, count]);
}

// Title is weight A; exact words begin with «=». ts_stat takes its statement as a text.
const WORDS = `
  select substr(word, 2) as word, ndoc as count
    from ts_stat(format(
      'select ts_filter(document, ''{a}'') from vacancy where closed_at is null order by id desc limit %s', $1::int
    ))
   where starts_with(word, '=')
   order by word collate "C"`;
