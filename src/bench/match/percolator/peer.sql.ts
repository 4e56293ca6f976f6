import type { DataSource } from 'typeorm';
import { analyse, skillsText } from '../../../language/document.js';
import { readSearch } from '../../../language/read-search.js';
import type { SearchRow } from '../found.sql.js';
import type { VacancyFacets } from './filters.js';
import type { AnalysedVacancy, TextGroup } from './percolator.js';

const PAGE = 10_000;

/** All searches grouped by text, and their ids in the same order. */
export async function groupedSearches(db: DataSource): Promise<{ groups: TextGroup[]; searchIds: string[] }> {
  const byText = new Map<string | null, TextGroup & { ids: string[] }>();
  for (let last: string | null = null; ; ) {
    const page: SearchRow[] = await db.query(
      `select id, query, tsquery, filters from search where $1::bigint is null or id > $1 order by id limit $2`,
      [last, PAGE],
    );
    for (const { id, query, tsquery, filters } of page) {
      const group = byText.get(tsquery) ?? { node: readSearch({ query }).ast, filters: [], ids: [] };
      byText.set(tsquery, group);
      group.filters.push(filters);
      group.ids.push(id);
    }
    last = page.at(-1)?.id ?? null;
    if (last === null) break;
  }
  const groups = [...byText.values()];
  return { groups, searchIds: groups.flatMap(({ ids }) => ids) };
}

/** How many vacancies of the window have each lexeme. */
export async function lexemeFrequencies(db: DataSource): Promise<Map<string, number>> {
  const rows: { word: string; ndoc: number }[] = await db.query(
    `select word, ndoc from ts_stat('select document from bench_window')`,
  );
  return new Map(rows.map(({ word, ndoc }) => [word, ndoc]));
}

/** The ids of the vacancies in the window. */
export async function windowIds(db: DataSource): Promise<number[]> {
  const rows: { id: string }[] = await db.query('select id from bench_window order by seq');
  return rows.map(({ id }) => Number(id));
}

/** Vacancies analysed from their words, not read from their stored documents: a check on those too. */
export async function analysedVacancies(db: DataSource, ids: readonly number[]): Promise<AnalysedVacancy[]> {
  const rows: (VacancyFacets & Words)[] = await db.query(
    `select id, title, employer_name, skills, body, place_ids, city_key, pay_month_rub, experience, schedule,
            employment, employer_id, agency
       from vacancy where id = any($1::bigint[])`,
    [ids],
  );
  return rows.map(({ id, title, employer_name, skills, body, ...facets }) => ({
    id: Number(id),
    document: analyse({ title, company: employer_name ?? '', skills: skillsText(skills), body }),
    facets,
  }));
}

interface Words {
  id: string;
  title: string;
  employer_name: string | null;
  skills: string[];
  body: string;
}
