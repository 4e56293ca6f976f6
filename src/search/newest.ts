import type { DataSource } from 'typeorm';
import { REPRESENTATIVE_FIRST } from '../language/representative.js';
import { type ListedVacancy, listVacancies } from './listed.js';

/** The newest open vacancies, one a cluster, and how many clusters are open in all and since `since`. */
export interface Newest {
  total: number;
  today: number;
  items: ListedVacancy[];
}

/** What a front page tells: the last `limit` to appear, and the counts. */
export async function newestVacancies(
  db: DataSource,
  { since, limit }: { since: Date; limit: number },
): Promise<Newest> {
  const rows: { total: number; today: number; ids: string[] }[] = await db.query(NEWEST, [since, limit]);
  const { total = 0, today = 0, ids = [] } = rows[0] ?? {};
  const page = ids.map((id) => ({ id, score: 0 }));
  return { total, today, items: await listVacancies(db.manager, page, null) };
}

const NEWEST = `
  with open as (
    select cluster_id, (array_agg(id order by ${REPRESENTATIVE_FIRST}))[1] as id, min(first_seen_at) as at
      from vacancy where closed_at is null group by cluster_id
  )
  select count(*)::int as total, (count(*) filter (where at >= $1))::int as today,
         array(select id from open order by at desc, id desc limit $2) as ids
    from open`;
