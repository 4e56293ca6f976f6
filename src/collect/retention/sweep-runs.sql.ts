import type { DataSource } from 'typeorm';
import { inBatches, type Sweeping } from '../../store/batches.js';

/** Deletes what was rejected before `before`; answers how many. */
export const sweepRejected = (db: DataSource, before: Date, sweeping: Sweeping): Promise<number> =>
  inBatches(sweeping, async (limit) => {
    const [, deleted] = await db.query(
      'delete from rejected_posting where id in (select id from rejected_posting where rejected_at < $1 limit $2)',
      [before, limit],
    );
    return deleted;
  });

/**
 * Deletes runs begun before `before`, but of each source the last fifty, by which the next is measured and an old one's
 * health is told, and the run whose answer it is known by.
 */
export const sweepRuns = (db: DataSource, before: Date, sweeping: Sweeping): Promise<number> =>
  inBatches(sweeping, async (limit) => {
    const [, deleted] = await db.query(RUNS, [before, limit]);
    return deleted;
  });

const RUNS = `
  delete from source_run where id in (
    select r.id
      from source s
     cross join lateral (
       select id, started_at from source_run where source_id = s.id order by started_at desc offset 50) r
     where r.started_at < $1 and not exists (select from source_answer a where a.run_id = r.id)
     limit $2)`;
