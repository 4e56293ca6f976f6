import type { ClientBase } from 'pg';
import type { IndexWindow } from './index-window.js';
import { loadSegments, setValues } from './load-segments.js';
import type { Segment } from './segment.js';
import { vacancyColumns } from './vacancy-copy.js';

/** Microseconds since 1970, as text. */
type Micros = string;

/** A vacancy that changed: which version it is now, and whether the window still wants it. */
export interface Changed {
  id: number;
  changedIn: number;
  wanted: boolean;
}

/** What an index wants now: see `IndexWindow`. */
export interface Scope {
  window: IndexWindow;
  seenSince: Micros;
}

/** Where the next chunk begins: beyond this vacancy, towards the older ones. */
export interface Cursor {
  firstSeen: Micros;
  id: string;
}

/** Everything that was committed before this transaction is visible now; what was not may change later. */
export async function horizon(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ horizon: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as horizon',
  );
  return rows[0]!.horizon;
}

/** What changed in transaction `since` or later. */
export async function readChanged(
  client: ClientBase,
  { window, seenSince, since }: Scope & { since: string },
): Promise<Changed[]> {
  const { rows } = await client.query<{ id: string; changed_in: string; wanted: boolean }>(
    `select v.id, v.changed_in, ${wanted(window, micros('$2'))} as wanted
       from vacancy v where v.changed_in >= $1`,
    [since, seenSince],
  );
  return rows.map(({ id, changed_in, wanted }) => ({
    id: Number(id),
    changedIn: Number(changed_in),
    wanted,
  }));
}

/** When the first vacancy was first seen, in microseconds since 1970; null where there is none. */
export async function readOldest(client: ClientBase): Promise<number | null> {
  const { rows } = await client.query<{ oldest: string | null }>(
    'select (extract(epoch from min(first_seen_at)) * 1000000)::bigint as oldest from vacancy',
  );
  const oldest = rows[0]?.oldest ?? null;
  return oldest === null ? null : Number(oldest);
}

/** So many vacancies are read at a time. */
export const CHUNK_SIZE = 50_000;

/** The next CHUNK_SIZE vacancies of the window, newest first. */
export async function loadChunk(
  client: ClientBase,
  { window, seenSince, cursor }: Scope & { cursor: Cursor | null },
): Promise<Segment[]> {
  await setValues(client, {
    seen_since: seenSince,
    before: cursor?.firstSeen ?? '9000000000000000',
    before_id: cursor?.id ?? '0',
  });
  return loadSegments(client, chunkOf(window));
}

/** These vacancies as they are now, as far as the window wants them. */
export async function loadVacancies(
  client: ClientBase,
  { window, seenSince, ids }: Scope & { ids: readonly number[] },
): Promise<Segment[]> {
  await setValues(client, { seen_since: seenSince, ids: `{${ids.join()}}` });
  return loadSegments(client, byId(window));
}

const micros = (value: string): string =>
  `(timestamptz 'epoch' + ${value}::bigint * interval '1 microsecond')`;
const setting = (name: string): string => `current_setting('vestnik.${name}')`;

const wanted = ({ openStay }: IndexWindow, since: string): string =>
  `v.seq is not null and (${openStay ? 'v.closed_at is null or ' : ''}v.first_seen_at > ${since})`;

// Newest first, so that what does not fit into memory is the oldest.
const chunkOf = (window: IndexWindow): string => `
  copy (
    select ${vacancyColumns(window.document)}
      from vacancy v
     where ${wanted(window, micros(setting('seen_since')))}
       and v.first_seen_at <= ${micros(setting('before'))}
       and (v.first_seen_at, v.id) < (${micros(setting('before'))}, ${setting('before_id')}::bigint)
     order by v.first_seen_at desc, v.id desc
     limit ${CHUNK_SIZE}
  ) to stdout (format binary)`;

// The list is read once by a select of its own: else it is parsed again for each row, 9 s for 9,000.
const byId = (window: IndexWindow): string => `
  copy (
    select ${vacancyColumns(window.document)}
      from vacancy v
     where v.id = any((select ${setting('ids')}::bigint[])::bigint[])
       and ${wanted(window, micros(setting('seen_since')))}
     order by v.first_seen_at, v.id
  ) to stdout (format binary)`;
