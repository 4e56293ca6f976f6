import type { DataSource } from 'typeorm';
import type { ClaimedLetter } from './claim.sql.js';

/**
 * The gate, claimed → handoff: passed only by the worker whose claim still stands. A letter that was cancelled, or
 * whose lease passed meanwhile, stays out; false means "do not send, it is no longer yours". The new lease outlasts
 * the 10 minutes that a relay may take over the final dot (RFC 5321 §4.5.3.2.6) by one.
 */
export async function handOff(db: DataSource, letter: ClaimedLetter, at: Date): Promise<boolean> {
  const [row] = await db.query<{ passed: number }[]>(HAND_OFF, [
    letter.subscriber_id,
    letter.id,
    letter.owner,
    letter.fence,
    at,
  ]);
  return row?.passed === 1;
}

const HAND_OFF = `
  with passed as (
    update letter set state = 'handoff', lease_until = $5::timestamptz + interval '11 minutes'
    where subscriber_id = $1 and id = $2 and state = 'claimed' and owner = $3 and fence = $4
      and lease_until > $5::timestamptz and expires_at > $5::timestamptz
    returning subscriber_id, id, attempt, owner
  ), told as (
    insert into letter_event (subscriber_id, letter_id, at, from_state, to_state, attempt, owner)
    select subscriber_id, id, $5::timestamptz, 'claimed', 'handoff', attempt, owner from passed
  )
  select count(*)::int as passed from passed`;
