import type { DataSource } from 'typeorm';
import type { SourceRow } from '../source.sql.js';

/** Makes or renews the row of a Source as sources.yaml has it; its schedule stays. Answers the row id. */
export async function upsertSource(db: DataSource, source: SourceRow, now: Date): Promise<number> {
  const [row]: { id: number }[] = await db.query(
    `insert into source as s (name, format, title, partner, link, demo, created_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (name) do update
        set format = excluded.format, title = excluded.title, partner = excluded.partner, link = excluded.link,
            demo = excluded.demo
     returning id`,
    [
      source.name,
      source.format,
      source.title ?? null,
      source.partner ?? false,
      source.link ?? null,
      source.demo ?? false,
      now,
    ],
  );
  return row!.id;
}

/** Those of these Sources whose time has come: never run, or due by `now` and not paused beyond it. */
export async function selectDue(db: DataSource, ids: readonly number[], now: Date): Promise<Set<number>> {
  const rows: { id: number }[] = await db.query(
    `select id from source
      where id = any($1::integer[])
        and coalesce(next_run_at, '-infinity') <= $2 and coalesce(paused_until, '-infinity') <= $2`,
    [ids, now],
  );
  return new Set(rows.map(({ id }) => id));
}

/** After a run that was read to its end. */
export async function settleSuccess(db: DataSource, id: number, nextRunAt: Date): Promise<void> {
  await db.query(
    'update source set next_run_at = $2, failures = 0, paused_until = null, paused_reason = null where id = $1',
    [id, nextRunAt],
  );
}

/** After a run that failed: a minute's pause, doubled with each failure in a row up to 6 hours. Answers until when. */
export async function settleFailure(
  db: DataSource,
  id: number,
  { reason, now }: { reason: string; now: Date },
): Promise<Date> {
  const [[row]]: [{ until: Date }[], number] = await db.query(
    `update source
        set failures = failures + 1, paused_reason = $2,
            paused_until = $3::timestamptz + least(interval '1 minute' * 2 ^ least(failures, 20), interval '6 hours'),
            next_run_at = null
      where id = $1
     returning paused_until as until`,
    [id, reason, now],
  );
  return row!.until;
}

/** Whether a Source of its own, not the demo, has ever brought a vacancy: by sources.yaml, `import` or push. */
export async function hasRealVacancies(db: DataSource): Promise<boolean> {
  const [row]: { real: boolean }[] = await db.query(
    `select exists (
       select from source s where not s.demo and exists (select from vacancy v where v.source_id = s.id)
     ) as real`,
  );
  return row!.real;
}

/** Closes every open vacancy of the demo Source: real ones have come. Answers how many. */
export async function closeDemo(db: DataSource, now: Date): Promise<number> {
  const [, closed]: [unknown, number] = await db.query(
    `update vacancy v set closed_at = $1, closed_reason = 'demo-over'
       from source s
      where s.id = v.source_id and s.demo and v.closed_at is null`,
    [now],
  );
  return closed;
}
