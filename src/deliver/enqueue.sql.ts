import type { EntityManager } from 'typeorm';
import type { LetterDraft } from './letter-draft.js';

/** A draft with its lane chosen and its two parts compressed (gzip). */
export interface PackedLetter extends Omit<LetterDraft, 'html' | 'text'> {
  lane: string;
  html: Buffer;
  text: Buffer;
}

/** Queues a batch with bodies and first events; answers how many were new. The day's partition must exist. */
export async function insertLetters(tx: EntityManager, letters: PackedLetter[], now: Date): Promise<number> {
  const column = <K extends keyof PackedLetter>(name: K) => letters.map((letter) => letter[name]);
  const [row] = await tx.query<{ queued: number }[]>(INSERT_LETTERS, [
    now,
    column('subscriberId'),
    column('id'),
    column('messageKey'),
    column('kind'),
    column('lane'),
    column('priority'),
    column('digestId'),
    column('dueAt'),
    column('expiresAt'),
    column('to'),
    column('subject'),
    column('headers').map((headers) => JSON.stringify(headers)),
    column('html'),
    column('text'),
    column('quiet').map((quiet) => quiet?.from ?? null),
    column('quiet').map((quiet) => quiet?.until ?? null),
  ]);
  return row?.queued ?? 0;
}

const INSERT_LETTERS = `
  with draft as (
    select * from unnest(
      $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::uuid[],
      $9::timestamptz[], $10::timestamptz[], $11::text[], $12::text[], $13::jsonb[], $14::bytea[], $15::bytea[],
      $16::timestamptz[], $17::timestamptz[]
    ) as d (subscriber_id, id, message_key, kind, lane, priority, digest_id,
            due_at, expires_at, to_email, subject, headers, html, body_text, quiet_from, quiet_until)
  ), queued as (
    insert into letter (subscriber_id, id, message_key, kind, lane, priority, digest_id, created_at, due_at, expires_at,
                        quiet_from, quiet_until)
    select subscriber_id, id, message_key, kind, lane, priority, digest_id, $1::timestamptz, due_at, expires_at,
      quiet_from, quiet_until
    from draft
    on conflict (subscriber_id, message_key) do nothing
    returning subscriber_id, id
  ), body as (
    insert into letter_body (subscriber_id, letter_id, made_on, to_email, subject, headers, html, body_text)
    select subscriber_id, id, ($1::timestamptz at time zone 'UTC')::date, to_email, subject, headers, html, body_text
    from draft join queued using (subscriber_id, id)
  ), told as (
    insert into letter_event (subscriber_id, letter_id, at, to_state, attempt)
    select subscriber_id, id, $1::timestamptz, 'ready', 0 from queued
  )
  select count(*)::int as queued from queued`;
