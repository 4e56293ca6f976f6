import type { EntityManager } from 'typeorm';
import type { Came } from './came.js';

/** Writes down what came back; its id, or null when the same came before. `acts`: subscribe has something to end. */
export async function insertCame(
  tx: EntityManager,
  came: Came,
  { acts, now }: { acts: boolean; now: Date },
): Promise<string | null> {
  const [row] = await tx.query<{ id: string }[]>(INSERT, [
    ...[came.source, plain(came.eventId, 300), plain(came.messageKey, 300), came.subscriberId, came.letterId],
    ...[came.kind, came.cause, plain(came.status, 20), plain(came.reason, 300), came.addressHash],
    ...[now, acts ? null : now],
  ]);
  return row?.id ?? null;
}

const INSERT = `
  insert into bounce_event (source, event_id, message_key, subscriber_id, letter_id, kind, cause, status, reason,
    address_hash, received_at, applied_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  on conflict (source, event_id) do nothing
  returning id`;

/** Subscribe has something to end after all: it acts on the event with its next run. */
export async function letAct(tx: EntityManager, id: string): Promise<void> {
  await tx.query('update bounce_event set applied_at = null where id = $1', [id]);
}

/** One at a time for an address: of two strikes at the same moment the second has to see the first. */
export async function lockAddress(tx: EntityManager, addressHash: Buffer): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1, $2)', [LOCK, addressHash.readInt32BE(0)]);
}

const LOCK = 4248;

/** How many letters to the address came back as hard since then; what names no letter counts by itself. */
export async function countStrikes(tx: EntityManager, addressHash: Buffer, since: Date): Promise<number> {
  const [row] = await tx.query<{ strikes: number }[]>(
    `select count(distinct coalesce(letter_id::text, 'event ' || id))::int as strikes
       from bounce_event where address_hash = $1 and kind = 'hard' and received_at > $2`,
    [addressHash, since],
  );
  return row?.strikes ?? 0;
}

/** The letters to a subscriber since then, oldest first: true where one came back because the box sleeps or is full. */
export async function boxHistory(
  tx: EntityManager,
  { subscriberId, addressHash }: { subscriberId: string; addressHash: Buffer },
  since: Date,
): Promise<boolean[]> {
  const rows = await tx.query<{ returned: boolean }[]>(HISTORY, [subscriberId, addressHash, since]);
  return rows.map(({ returned }) => returned);
}

const HISTORY = `
  with returned as (
    select distinct letter_id from bounce_event
    where address_hash = $2 and kind = 'soft' and cause = 'box' and received_at > $3
  )
  select r.letter_id is not null as returned
  from letter l left join returned r on r.letter_id = l.id
  where l.subscriber_id = $1 and l.created_at > $3 and (l.state = 'sent' or r.letter_id is not null)
  order by l.created_at, l.id`;

// Postgres takes no NUL, and half a surrogate pair is no text: both come in by mail.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get in
const UNSAFE = /[\x00-\x1f\x7f]+/g;

const plain = <T extends string | null>(text: T, most: number): T =>
  (text === null ? null : Buffer.from(text.replace(UNSAFE, ' ').slice(0, most)).toString()) as T;
