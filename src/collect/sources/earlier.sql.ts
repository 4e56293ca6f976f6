import type { DataSource, EntityManager } from 'typeorm';
import type { RunRow } from '../run.sql.js';
import { lockSource } from '../vacancies.sql.js';
import type { Earlier, Place } from './earlier.js';

/** A run that broke and can go on: its row, and what it had counted where it stood. */
export interface BrokenRun {
  id: string;
  startedAt: Date;
  counts: RunRow;
  place: Place;
  /** Milliseconds that its parts took until then. */
  tookMs: number;
}

/** Whose run, under which entry of sources.yaml. */
interface Asked {
  source: number;
  settings: string;
  now: Date;
}

/** The last run of a Source if it broke less than a day ago behind a page that is stored, under the same settings. */
export async function findBroken(
  db: DataSource,
  { source, settings, now }: Asked,
): Promise<BrokenRun | null> {
  const [row]: (RunRow & Omit<BrokenRun, 'counts'>)[] = await db.query(FIND_BROKEN, [source, settings, now]);
  if (row === undefined) return null;
  const { id, startedAt, place, tookMs, ...counts } = row;
  return { id, startedAt, place, tookMs, counts };
}

// After a day half of what it saw may be gone, and a list that was read in two halves is no list of one moment.
const FIND_BROKEN = `
  select r.id, r.started_at as "startedAt", r.read, r.added, r.changed, r.unchanged, r.returned, r.closed, r.rejected,
         r.suspect, r.not_modified as "notModified", r.unmapped, r.resume as place, coalesce(r.took_ms, 0) as "tookMs"
    from source_run r
   where r.source_id = $1 and r.id = (select max(id) from source_run where source_id = $1)
     and r.resume ->> 'settings' = $2 and (r.finished_at is null or r.error is not null)
     and r.started_at > $3::timestamptz - interval '1 day'`;

/**
 * The answer that a Source gave last, if it was whole, under the same settings, less than a day ago, and nothing but
 * "not modified" came since: what a server says of its own changes is believed for a day.
 */
export async function findAnswer(
  db: DataSource,
  { source, settings, now }: Asked,
): Promise<Earlier['answer']> {
  const [row]: Earlier['answer'][] = await db.query(FIND_ANSWER, [source, settings, now]);
  return row ?? null;
}

const FIND_ANSWER = `
  select a.url, a.etag, a.last_modified as "lastModified", a.run_id as "runId"
    from source_answer a
   where a.source_id = $1 and a.settings = $2 and a.read_at > $3::timestamptz - interval '1 day'
     and not exists (
       select from source_run r where r.source_id = $1 and r.id > a.run_id and not r.not_modified)
   order by a.run_id desc limit 1`;

/** Keeps by what the whole answer of a run is known again; forgets it where the server gave nothing to know it by. */
export async function keepAnswer(
  db: DataSource,
  { source, settings, now }: Asked,
  answer: NonNullable<Earlier['answer']>,
): Promise<void> {
  await db.query('delete from source_answer where source_id = $1', [source]);
  if (answer.etag === null && answer.lastModified === null) return;
  await db.query(
    `insert into source_answer (source_id, url, settings, etag, last_modified, run_id, read_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [source, answer.url, settings, answer.etag, answer.lastModified, answer.runId, now],
  );
}

/**
 * Counts as seen at `seenAt` what the run `runId` saw and is still open, and answers how many that are. What that answer
 * lacked is not touched: to an unchanged list it is still missing.
 */
export async function touchSeenBy(
  tx: EntityManager,
  { source, runId, seenAt }: { source: number; runId: string; seenAt: Date },
): Promise<number> {
  await lockSource(tx, source);
  const [, touched]: [unknown, number] = await tx.query(
    `update vacancy v set last_seen_at = $3
       from source_run r
      where r.id = $2 and v.source_id = $1 and v.closed_at is null and v.last_seen_at >= r.started_at`,
    [source, runId, seenAt],
  );
  return touched;
}
