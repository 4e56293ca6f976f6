import { buildVacancy, type VacancyGiven } from './build.js';
import type { TestDatabase } from './database.js';

/** That many vacancies that say the same, each in a cluster of its own: 7,000 in a second. */
export async function manyVacancies(db: TestDatabase, n: number, given: VacancyGiven): Promise<void> {
  const { id } = await buildVacancy(db.dataSource, given);
  const columns: { name: string }[] = await db.query(
    `select column_name as name from information_schema.columns
      where table_schema = 'public' and table_name = 'vacancy'`,
  );
  const own: Record<string, string> = {
    external_id: 'gen_random_uuid()::text',
    cluster_id: 'c.id',
    seq: `nextval('vacancy_seq')`,
  };
  const names = columns.map(({ name }) => name).filter((name) => name !== 'id');
  await db.query(
    `with c as (insert into cluster (created_at) select v.first_seen_at from vacancy v, generate_series(2, $2) where v.id = $1 returning id)
     insert into vacancy (${names.join(', ')})
     select ${names.map((name) => own[name] ?? `v.${name}`).join(', ')} from vacancy v, c where v.id = $1`,
    [id, n],
  );
}
