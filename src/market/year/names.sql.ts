import type { ClientBase } from 'pg';
import { type Figure, MOST_EMPLOYERS } from '../figure.sql.js';
import type { YearFigure } from './year-figures.js';

/** The first of these employers, most vacancies first, then by name as the database sorts names. */
export async function nameEmployers(
  client: ClientBase,
  employers: YearFigure['employers'],
): Promise<Figure['employers']> {
  if (employers.length === 0) return [];
  const { rows } = await client.query<Figure['employers'][number]>(
    `select e.name, one.vacancies from unnest($1::integer[], $2::integer[]) as one(id, vacancies)
       join employer e on e.id = one.id order by one.vacancies desc, e.name limit $3`,
    [employers.map(({ id }) => id), employers.map(({ vacancies }) => vacancies), MOST_EMPLOYERS],
  );
  return rows;
}

/** The labels of all cities of the catalogue, by id. */
export async function readLabels(client: ClientBase): Promise<Map<number, string>> {
  const { rows } = await client.query<{ id: number; label: string }>('select id, label from place');
  return new Map(rows.map(({ id, label }) => [id, label]));
}
