import type { DataSource } from 'typeorm';

/** A road to a group of mail hosts; `openUntil` in the future means that it is resting after failures. */
export interface LaneStatus {
  name: string;
  ratePerMinute: number;
  failures: number;
  openUntil: Date | null;
}

export const selectLanes = (db: DataSource): Promise<LaneStatus[]> =>
  db.query(`
    select name, rate_per_minute as "ratePerMinute", failures, open_until as "openUntil"
      from lane order by name`);

/** Vacancies by state: open, closed, and those that wait for their number. */
export async function countVacancies(db: DataSource): Promise<Record<string, number>> {
  const [counts]: [Record<string, number>] = await db.query(`
    select count(*) filter (where closed_at is null)::integer as open,
           count(*) filter (where closed_at is not null)::integer as closed,
           count(*) filter (where seq is null)::integer as unpublished
      from vacancy`);
  return counts;
}
