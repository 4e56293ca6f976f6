import type { DataSource } from 'typeorm';
import type { RunCounts } from '../tally.js';

/**
 * Adds what became of single pushes to the run of their Source and hour, which is made when it is new: a run a vacancy
 * would bury the others. One statement, so that pushes at the same moment are all counted. Answers the run's id.
 */
export async function addToHour(
  db: DataSource,
  { source, now, counts, tookMs }: { source: number; now: Date; counts: RunCounts; tookMs: number },
): Promise<string> {
  const [row]: { id: string }[] = await db.query(ADD, [
    source,
    now,
    counts.read,
    counts.added,
    counts.changed,
    counts.unchanged,
    counts.returned,
    counts.closed,
    JSON.stringify(counts.rejected),
    JSON.stringify(counts.unmapped),
    Math.round(tookMs),
  ]);
  return row!.id;
}

// Of words as many as a run of its own keeps (tally.ts): a sender of noise must not make one row grow for an hour.
const merged = (column: string): string => `(
  select coalesce(jsonb_object_agg(word, n), '{}')
    from (select word, sum(n::integer) as n
            from (select * from jsonb_each_text(r.${column}) union all
                  select * from jsonb_each_text(excluded.${column})) as both_of (word, n)
           group by word order by 2 desc limit 1000) as kept)`;

const ADD = `
  insert into source_run as r (
    source_id, started_at, finished_at, push_hour, read, added, changed, unchanged, returned, closed, rejected,
    unmapped, took_ms)
  values ($1, $2, $2, date_trunc('hour', $2::timestamptz), $3, $4, $5, $6, $7, $8, $9, $10, $11)
  on conflict (source_id, push_hour) do update set
    finished_at = greatest(r.finished_at, excluded.finished_at),
    read = r.read + excluded.read, added = r.added + excluded.added, changed = r.changed + excluded.changed,
    unchanged = r.unchanged + excluded.unchanged, returned = r.returned + excluded.returned,
    closed = r.closed + excluded.closed, took_ms = r.took_ms + excluded.took_ms,
    rejected = ${merged('rejected')}, unmapped = ${merged('unmapped')}
  returning id`;

/** Closes a vacancy of a Source; answers whether it was open, or null where there is none of that id. */
export async function closeWithdrawn(
  db: DataSource,
  { source, id, now }: { source: number; id: string; now: Date },
): Promise<boolean | null> {
  const [row]: { open: boolean }[] = await db.query(WITHDRAW, [source, id, now]);
  return row?.open ?? null;
}

const WITHDRAW = `
  with asked as (
    select id, closed_at is null as open from vacancy where source_id = $1 and external_id = $2 for update
  ), closed as (
    update vacancy v set closed_at = $3, closed_reason = 'withdrawn' from asked where v.id = asked.id and asked.open
  )
  select open from asked`;
