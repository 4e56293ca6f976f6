import type { EntityManager } from 'typeorm';
import type { FinishedRun } from './close-missing.js';

/** Counts one more miss for what this run did not see, closes at the second, and answers how many were closed. */
export async function closeMissed(
  tx: EntityManager,
  { runId, sourceId, now, closeNow }: FinishedRun,
): Promise<number> {
  const [[{ closed }]] = await tx.query(CLOSE, [runId, sourceId, now, closeNow ? 1 : MISSES]);
  return closed;
}

const MISSES = 2;

const CLOSE = `
  with missed as (
    update vacancy v
       set missed_runs = v.missed_runs + 1,
           closed_at = case when v.missed_runs + 1 >= $4 then $3::timestamptz end,
           closed_reason = case when v.missed_runs + 1 >= $4 then 'missing' end
      from source_run r
     where r.id = $1 and v.source_id = $2 and v.closed_at is null and v.last_seen_at < r.started_at
    returning v.closed_at
  ), counted as (
    select count(closed_at)::integer as closed from missed
  )
  update source_run r set closed = counted.closed from counted where r.id = $1
  returning r.closed`;
