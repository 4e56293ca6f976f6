import type { DataSource } from 'typeorm';
import type { LetterState } from '../store/letter.entity.js';
import type { OutboxLine } from './outbox.sql.js';

/** An operator's move of one letter: from the state that they saw it in. */
export interface Move {
  letter: Pick<OutboxLine, 'subscriberId' | 'id'>;
  from: LetterState;
  at: Date;
}

/**
 * → ready, due now and counted from the first attempt again; worth sending for `hours` more. False where the letter
 * has moved on meanwhile.
 */
export async function retryLetter(db: DataSource, move: Move, hours: number): Promise<boolean> {
  const [row] = await db.query<{ moved: number }[]>(RETRY, [...parameters(move), hours]);
  return row?.moved === 1;
}

/**
 * Whether a letter's digest has given its vacancies back: the next one tells them, so that this letter would tell them
 * twice.
 */
export async function isFreed(db: DataSource, letter: Move['letter']): Promise<boolean> {
  const [row] = await db.query<{ freed: boolean }[]>(
    `select digest_id is not null and not exists (
       select from digest_item i where i.subscriber_id = l.subscriber_id and i.digest_id = l.digest_id) as freed
     from letter l where subscriber_id = $1 and id = $2 and exists (
       select from digest d where d.subscriber_id = l.subscriber_id and d.id = l.digest_id)`,
    [letter.subscriberId, letter.id],
  );
  return row?.freed ?? false;
}

/** → cancelled. False where the letter has moved on meanwhile. */
export async function cancelLetter(db: DataSource, move: Move): Promise<boolean> {
  const [row] = await db.query<{ moved: number }[]>(CANCEL, parameters(move));
  return row?.moved === 1;
}

const parameters = ({ letter, from, at }: Move) => [letter.subscriberId, letter.id, from, at];

const moving = (change: string, to: LetterState) => `
  with moved as (
    update letter set ${change} where subscriber_id = $1 and id = $2 and state = $3
    returning subscriber_id, id, attempt
  ), told as (
    insert into letter_event (subscriber_id, letter_id, at, from_state, to_state, attempt, reason)
    select subscriber_id, id, $4::timestamptz, $3, '${to}', attempt, 'the operator wished it' from moved
  )
  select count(*)::int as moved from moved`;

const RETRY = moving(
  `state = 'ready', attempt = 0, due_at = $4::timestamptz, quiet_from = null, quiet_until = null,
    expires_at = greatest(expires_at, $4::timestamptz + make_interval(hours => $5::integer))`,
  'ready',
);

const CANCEL = moving(
  `state = 'cancelled', lease_until = null, reason = 'the operator wished it'`,
  'cancelled',
);
