import type { DataSource } from 'typeorm';
import { cut } from './normalise/clean.js';
import type { Rejected } from './posting.js';

/** The counts of a run as `source_run` keeps them. */
export interface RunRow {
  read: number;
  added: number;
  changed: number;
  unchanged: number;
  returned: number;
  closed: number;
  rejected: Record<string, number>;
  suspect: boolean;
  /** The source said that nothing had changed; what stood in its last answer is counted as unchanged. */
  notModified: boolean;
  /** Words of no dictionary: "schedule: ненормированный" → how often. */
  unmapped: Record<string, number>;
}

/**
 * Opens a run of a Source. What it sees is told from what it does not by `last_seen_at >= startedAt`, so it starts
 * later than the run before it even when both are played at one instant.
 */
export async function openRun(
  db: DataSource,
  { source, now, complete }: { source: number; now: Date; complete: boolean },
): Promise<{ id: string; startedAt: Date }> {
  const [row]: { id: string; startedAt: Date }[] = await db.query(
    `insert into source_run (source_id, started_at, complete)
     select $1, greatest($2::timestamptz, max(started_at) + interval '1 millisecond'), $3
       from source_run where source_id = $1
     returning id, started_at as "startedAt"`,
    [source, now, complete],
  );
  return row!;
}

/** Where a run that breaks goes on. */
export interface ResumePoint {
  next: string;
  page: number;
  /** Of the source's entry: under another one nothing goes on. */
  settings: string;
}

/** What is written of a run while it goes on and at its end. */
export interface RunState {
  id: string;
  /** Null: it goes on. */
  finishedAt: Date | null;
  /** The sentence of what ended it early. */
  error: string | null;
  counts: RunRow;
  /** Where it goes on if it breaks, or broke. */
  resume: ResumePoint | null;
  /** Milliseconds by now. */
  tookMs: number;
}

/** Writes what a run has counted by now, and how it stands. */
export async function writeRun(db: DataSource, run: RunState): Promise<void> {
  const { counts, resume } = run;
  await db.query(
    `update source_run
        set finished_at = $2, error = $3, read = $4, added = $5, changed = $6, unchanged = $7, returned = $8,
            closed = $9, rejected = $10, suspect = $11, not_modified = $12, resume = $13, unmapped = $14, took_ms = $15
      where id = $1`,
    [
      run.id,
      run.finishedAt,
      run.error,
      counts.read,
      counts.added,
      counts.changed,
      counts.unchanged,
      counts.returned,
      counts.closed,
      JSON.stringify(counts.rejected),
      counts.suspect,
      counts.notModified,
      resume === null ? null : JSON.stringify(resume),
      JSON.stringify(counts.unmapped),
      Math.round(run.tookMs),
    ],
  );
}

/** Writes what a run counted that no later one goes on with, and the sentence of what ended it early. */
export const finishRun = (
  db: DataSource,
  { now, ...run }: Pick<RunState, 'id' | 'error' | 'counts' | 'tookMs'> & { now: Date },
): Promise<void> => writeRun(db, { ...run, finishedAt: now, resume: null });

/** Keeps what could not be taken, with its raw text up to 64 KB. */
export async function insertRejected(
  db: DataSource,
  { runId, rejected, now }: { runId: string; rejected: readonly Rejected[]; now: Date },
): Promise<void> {
  if (rejected.length === 0) return;
  const column = (read: (one: Rejected) => string) => rejected.map((one) => storable(read(one)));
  await db.query(
    `insert into rejected_posting (run_id, position, reason, detail, raw, rejected_at)
     select $1, position, reason, detail, raw, $2
       from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as r (position, reason, detail, raw)`,
    [
      runId,
      now,
      column(({ position }) => position),
      column(({ reason }) => reason),
      column(({ detail }) => cut(detail, 1_000)),
      column(({ raw }) => withinBytes(storable(raw), RAW_BYTES)),
    ],
  );
}

const RAW_BYTES = 64 * 1024;

/** Raw text may hold anything; Postgres keeps no NUL and no half of a surrogate pair. */
const storable = (text: string): string => text.replaceAll('\0', '\ufffd').replace(/\p{Cs}/gu, '\ufffd');

function withinBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes)).replace(/\ufffd+$/, '');
}
