import type { EntityManager } from 'typeorm';
import type { ReadAddress } from './address.js';
import type { Settings } from './settings.js';

/** A Subscriber as this folder works with it. */
export interface SubscriberRow extends Settings {
  id: string;
  email: string;
  confirmedAt: Date | null;
  pausedUntil: Date | null;
  endedAt: Date | null;
  endedReason: string | null;
}

/** Confirmed and not gone: the one who may be written to and may manage. */
export const isActive = ({ confirmedAt, endedAt }: SubscriberRow): boolean =>
  confirmedAt !== null && endedAt === null;

const SUBSCRIBER = `
  select s.id, a.email, s.language, s.zone, to_char(s.send_at, 'HH24:MI') as "sendAt", s.days,
         s.confirmed_at as "confirmedAt", s.paused_until as "pausedUntil", s.ended_at as "endedAt",
         s.ended_reason as "endedReason"
    from subscriber s join address a on a.subscriber_id = s.id`;

/** The subscriber, or null. `lock` makes others who change them wait until the transaction ends. */
export async function subscriberById(
  tx: EntityManager,
  id: string,
  { lock }: { lock: boolean },
): Promise<SubscriberRow | null> {
  const sql = `${SUBSCRIBER} where s.id = $1${lock ? ' for update of s' : ''}`;
  return (await tx.query<SubscriberRow[]>(sql, [id]))[0] ?? null;
}

/** Whose address this is, or null. */
export async function subscriberByKey(
  tx: EntityManager,
  key: string,
  { lock }: { lock: boolean },
): Promise<SubscriberRow | null> {
  const sql = `${SUBSCRIBER} where a.key = $1${lock ? ' for update of s' : ''}`;
  return (await tx.query<SubscriberRow[]>(sql, [key]))[0] ?? null;
}

/** Two who bring the same new address at once: the second waits here, and then finds what the first has made. */
export async function lockAddress(tx: EntityManager, key: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [ADDRESS_LOCK, key]);
}
const ADDRESS_LOCK = 44;

/** A new subscriber, not confirmed, with their address. */
export async function insertSubscriber(
  tx: EntityManager,
  { address, settings }: { address: ReadAddress; settings: Settings },
  now: Date,
): Promise<void> {
  const [{ id }] = await tx.query(
    `insert into subscriber (language, zone, send_at, days, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $5) returning id`,
    [...columnsOf(settings), now],
  );
  await tx.query('insert into address (key, email, subscriber_id) values ($1, $2, $3)', [
    address.key,
    address.email,
    id,
  ]);
}

/** New settings; `changed_at` moves only where the plan of the next digest depends on it, not with the language. */
export async function updateSettings(
  tx: EntityManager,
  { id, settings }: { id: string; settings: Settings },
  now: Date,
): Promise<void> {
  await tx.query(
    `update subscriber set language = $2, zone = $3, send_at = $4, days = $5,
            changed_at = case when (zone, send_at, days) = ($3::text, $4::time, $5::smallint[])
                              then changed_at else $6::timestamptz end
      where id = $1`,
    [id, ...columnsOf(settings), now],
  );
}

const columnsOf = ({ language, zone, sendAt, days }: Settings) => [language, zone, sendAt, days];

/** Confirms for the first time, or again after leaving; nothing changes for whoever is active. */
export async function activate(tx: EntityManager, id: string, now: Date): Promise<void> {
  await tx.query(
    `update subscriber set confirmed_at = $2, changed_at = $2, ended_at = null, ended_reason = null,
            paused_until = null
      where id = $1 and (confirmed_at is null or ended_at is not null)`,
    [id, now],
  );
}

/** Null: no pause. */
export async function setPause(
  tx: EntityManager,
  { id, until }: { id: string; until: Date | null },
  now: Date,
): Promise<void> {
  await tx.query('update subscriber set paused_until = $2, changed_at = $3 where id = $1', [id, until, now]);
}

/** `reason` null: not ended, or not any more. */
export async function setEnd(
  tx: EntityManager,
  { id, at, reason }: { id: string; at: Date | null; reason: string | null },
  now: Date,
): Promise<void> {
  await tx.query('update subscriber set ended_at = $2, ended_reason = $3, changed_at = $4 where id = $1', [
    id,
    at,
    reason,
    now,
  ]);
}

/** Whether the address must not be written to, whoever asks; one that only digests must not reach may still ask. */
export async function isSuppressed(tx: EntityManager, addressHash: Buffer, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `select from suppression
      where address_hash = $1 and scope = 'all' and (expires_at is null or expires_at > $2)`,
    [addressHash, now],
  );
  return rows.length > 0;
}
