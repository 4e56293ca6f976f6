import type { DataSource } from 'typeorm';

/** Vacancies by state: open, closed, and those that wait for their number. */
export async function countVacancies(db: DataSource): Promise<Record<string, number>> {
  const [counts]: [Record<string, number>] = await db.query(`
    select count(*) filter (where closed_at is null)::integer as open,
           count(*) filter (where closed_at is not null)::integer as closed,
           count(*) filter (where seq is null)::integer as unpublished
      from vacancy`);
  return counts;
}
