import type { EntityManager } from 'typeorm';
import type { Node } from '../language/ast.js';
import { type Fields, skillsText } from '../language/document.js';
import { type FieldRanges, why } from '../language/highlight.js';
import { type Segment, snippet } from '../language/snippet.js';
import { type Copy, selectCopies, selectVacancies, type VacancyRow } from './listed.sql.js';

export type { Segment } from '../language/snippet.js';

/** A vacancy in a list, with the words that it was found by marked. */
export interface ListedVacancy extends VacancyRow {
  score: number;
  marked: {
    title: Segment[];
    employer: Segment[] | null;
    /** A line of the text, or of the skills, around the words found there; the text's beginning where there are none. */
    why: Segment[] | null;
  };
  /** Other open postings of the same job. */
  copies: Copy[];
}

/** The longest line of why, in UTF-16 units. */
const LINE = 180;

/** The vacancies of a page in its order, read and marked. The analyser runs again on these few: 0.2 ms each. */
export async function listVacancies(
  tx: EntityManager,
  page: { id: string; score: number }[],
  ast: Node | null,
): Promise<ListedVacancy[]> {
  if (page.length === 0) return [];
  const ids = page.map(({ id }) => id);
  const rows = await selectVacancies(tx, ids);
  const copies = await selectCopies(
    tx,
    rows.map(({ clusterId }) => clusterId),
    ids,
  );
  const scores = new Map(page.map(({ id, score }) => [id, score]));
  return rows.map((row) => ({
    ...row,
    score: scores.get(row.id) ?? 0,
    marked: mark(row, ast),
    copies: copies.filter(({ clusterId }) => clusterId === row.clusterId),
  }));
}

function mark(row: VacancyRow, ast: Node | null): ListedVacancy['marked'] {
  const fields: Fields = {
    title: row.title,
    company: row.employer ?? '',
    skills: skillsText(row.skills),
    body: row.body,
  };
  const found = why(ast, fields);
  const rangesOf = (name: keyof Fields): FieldRanges['ranges'] =>
    found.find(({ field }) => field === name)?.ranges ?? [];
  const whole = (name: keyof Fields) => snippet(fields[name], rangesOf(name), Number.MAX_SAFE_INTEGER);
  const from = rangesOf('body').length === 0 && rangesOf('skills').length > 0 ? 'skills' : 'body';
  return {
    title: whole('title'),
    employer: row.employer === null ? null : whole('company'),
    why: fields[from] === '' ? null : snippet(fields[from], rangesOf(from), LINE),
  };
}
