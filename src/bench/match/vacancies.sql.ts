import type { DataSource } from 'typeorm';
import type { VacancyRow } from '../../collect/vacancy-row.js';

/** A row of `vacancy`, published. */
export interface NumberedVacancy extends Omit<VacancyRow, 'content_hash'> {
  /** As JSON holds them. */
  content_hash: string;
  document: string;
  id: number;
  seq: number;
  cluster_id: number;
  source_id: number;
  first_seen_at: string;
  last_seen_at: string;
  closed_at: string | null;
  closed_reason: 'missing' | null;
  missed_runs: number;
}

/** Writes vacancies with their clusters. */
export async function insertVacancies(db: DataSource, rows: readonly NumberedVacancy[]): Promise<void> {
  const columns = Object.keys(rows[0]!).join(', ');
  await db.transaction(async (tx) => {
    // The database goes when the run ends.
    await tx.query('set local synchronous_commit = off');
    await tx.query('insert into cluster (id, created_at) select id, $2 from unnest($1::bigint[]) as id', [
      rows.map(({ cluster_id }) => cluster_id),
      rows[0]!.first_seen_at,
    ]);
    await tx.query(
      `insert into vacancy (${columns}) select ${columns} from json_populate_recordset(null::vacancy, $1::json)`,
      [JSON.stringify(rows)],
    );
  });
}

/** Drops the indexes of `vacancy` that no constraint needs and answers how to make them: each row would pay for them. */
export async function dropIndexes(db: DataSource): Promise<string[]> {
  const indexes: { name: string; definition: string }[] = await db.query(
    `select format('%I', i.relname) as name, pg_get_indexdef(i.oid) as definition
       from pg_index x join pg_class i on i.oid = x.indexrelid
      where x.indrelid = 'vacancy'::regclass and not x.indisunique`,
  );
  for (const { name } of indexes) await db.query(`drop index ${name}`);
  return indexes.map(({ definition }) => definition);
}

/** Makes the indexes again, and tells the planner what is there. */
export async function buildIndexes(db: DataSource, definitions: readonly string[]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(`set local maintenance_work_mem = '512MB'`);
    for (const definition of definitions) await tx.query(definition);
  });
  await settle(db);
}

/** Leaves the first `count` in the order of their numbers. */
export async function keepVacancies(db: DataSource, count: number): Promise<void> {
  await db.query('delete from vacancy where seq > (select seq from vacancy order by seq offset $1 limit 1)', [
    count - 1,
  ]);
  await settle(db);
}

async function settle(db: DataSource): Promise<void> {
  await db.query(`select setval('vacancy_seq', (select max(seq) from vacancy))`);
  await db.query('vacuum (analyze) vacancy, cluster, employer');
}
