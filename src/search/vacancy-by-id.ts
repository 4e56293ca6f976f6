import type { DataSource } from 'typeorm';
import { type Copy, selectCopies, selectVacancies, type VacancyRow } from './listed.sql.js';

/** A vacancy with the other open postings of the same job, or null when there is none of that id. */
export async function vacancyById(
  db: DataSource,
  id: string,
): Promise<{ vacancy: VacancyRow; copies: Copy[] } | null> {
  // Longer numbers do not fit a bigint.
  if (!/^\d{1,18}$/.test(id)) return null;
  const [vacancy] = await selectVacancies(db.manager, [id]);
  if (vacancy === undefined) return null;
  return { vacancy, copies: await selectCopies(db.manager, [vacancy.clusterId], [vacancy.id]) };
}
