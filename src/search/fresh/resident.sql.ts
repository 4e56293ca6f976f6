import type { ClientBase } from 'pg';
import { loadSegments, setValues } from './load-segments.js';
import type { Segment } from './segment.js';
import { VACANCY_COLUMNS } from './vacancy-copy.js';

/** Microseconds since 1970, as text. */
type Micros = string;

/** A vacancy that changed: which version it is now, and whether the window still wants it. */
export interface Changed {
  id: number;
  changedIn: number;
  wanted: boolean;
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
  { since, closedSince }: { since: string; closedSince: Micros },
): Promise<Changed[]> {
  const { rows } = await client.query<{ id: string; changed_in: string; wanted: boolean }>(
    `select v.id, v.changed_in, v.seq is not null and (v.closed_at is null or v.first_seen_at > ${micros('$2')}) as wanted
       from vacancy v where v.changed_in >= $1`,
    [since, closedSince],
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
  { closedSince, cursor }: { closedSince: Micros; cursor: Cursor | null },
): Promise<Segment[]> {
  await setValues(client, {
    closed_since: closedSince,
    before: cursor?.firstSeen ?? '9000000000000000',
    before_id: cursor?.id ?? '0',
  });
  return loadSegments(client, CHUNK);
}

/** These vacancies as they are now, as far as the window wants them. */
export async function loadVacancies(
  client: ClientBase,
  { closedSince, ids }: { closedSince: Micros; ids: readonly number[] },
): Promise<Segment[]> {
  await setValues(client, { closed_since: closedSince, ids: `{${ids.join()}}` });
  return loadSegments(client, BY_ID);
}

const micros = (value: string): string =>
  `(timestamptz 'epoch' + ${value}::bigint * interval '1 microsecond')`;
const setting = (name: string): string => `current_setting('vestnik.${name}')`;

// Newest first, so that what does not fit into memory is the oldest.
const CHUNK = `
  copy (
    select ${VACANCY_COLUMNS}
      from vacancy v
     where v.seq is not null and (v.closed_at is null or v.first_seen_at > ${micros(setting('closed_since'))})
       and v.first_seen_at <= ${micros(setting('before'))}
       and (v.first_seen_at, v.id) < (${micros(setting('before'))}, ${setting('before_id')}::bigint)
     order by v.first_seen_at desc, v.id desc
     limit ${CHUNK_SIZE}
  ) to stdout (format binary)`;

// The list is read once by a select of its own: else it is parsed again for each row, 9 s for 9,000.
const BY_ID = `
  copy (
    select ${VACANCY_COLUMNS}
      from vacancy v
     where v.id = any((select ${setting('ids')}::bigint[])::bigint[])
       and v.seq is not null and (v.closed_at is null or v.first_seen_at > ${micros(setting('closed_since'))})
     order by v.first_seen_at, v.id
  ) to stdout (format binary)`;
