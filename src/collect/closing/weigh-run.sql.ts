import type { EntityManager } from 'typeorm';
import type { RunWeight } from './close-missing.js';

/** The counts of a run, and what its source usually brings. */
export async function weighRun(tx: EntityManager, runId: string): Promise<RunWeight> {
  const [weight] = await tx.query(WEIGH, [runId]);
  return weight;
}

/** Marks a run as one that nobody should measure by, and that closed nothing. */
export const holdRun = (tx: EntityManager, runId: string): Promise<unknown> =>
  tx.query('update source_run set suspect = true, closed = 0 where id = $1', [runId]);

const REJECTED = `(select coalesce(sum(n::integer), 0)::integer from jsonb_each_text(r.rejected) as given (reason, n))`;

const WEIGH = `
  select this.read, this.rejected, (
      select percentile_disc(0.5) within group (order by taken)
        from (
          select r.read - ${REJECTED} as taken from source_run r
           where r.source_id = this.source_id and r.id < this.id and r.complete
             and r.finished_at is not null and r.error is null and not r.suspect
             and not r.not_modified
           order by r.id desc limit 10
        ) as healthy
    ) as usual
    from (select r.id, r.source_id, r.read, ${REJECTED} as rejected from source_run r where r.id = $1) as this`;
