import type { DataSource } from 'typeorm';
import type { ClaimedLetter } from './claim.sql.js';
import { SUPPRESSED } from './suppression.sql.js';

/**
 * The gate, claimed → handoff: passed only by the worker whose claim still stands. A letter that was cancelled, or
 * whose lease passed meanwhile, stays out, and one whose address (`addressHash`, of address-hash.ts) must not be written
 * to any more is cancelled here; false means "do not send, it is no longer yours". The new lease outlasts the 10 minutes
 * that a relay may take over the final dot (RFC 5321 §4.5.3.2.6) by one.
 */
export async function handOff(
  db: DataSource,
  letter: ClaimedLetter,
  { at, addressHash }: { at: Date; addressHash: Buffer },
): Promise<boolean> {
  const { subscriber_id, id, owner, fence } = letter;
  const [row] = await db.query<{ passed: number }[]>(HAND_OFF, [
    subscriber_id,
    id,
    owner,
    fence,
    at,
    addressHash,
  ]);
  return row?.passed === 1;
}

const REASON = `'the address is not to be written to'`;

const HAND_OFF = `
  with mine as (
    select subscriber_id, id, ${SUPPRESSED({ hash: '$6', kind: 'letter.kind', at: '$5' })} as suppressed
    from letter
    where subscriber_id = $1 and id = $2 and state = 'claimed' and owner = $3 and fence = $4
      and lease_until > $5::timestamptz and expires_at > $5::timestamptz
    for update
  ), moved as (
    update letter set
      state = case when suppressed then 'cancelled' else 'handoff' end,
      lease_until = case when suppressed then null else $5::timestamptz + interval '11 minutes' end,
      reason = case when suppressed then ${REASON} else reason end
    from mine where letter.subscriber_id = mine.subscriber_id and letter.id = mine.id
    returning letter.subscriber_id, letter.id, state, attempt, owner, suppressed
  ), told as (
    insert into letter_event (subscriber_id, letter_id, at, from_state, to_state, attempt, owner, reason)
    select subscriber_id, id, $5::timestamptz, 'claimed', state, attempt, owner, case when suppressed then ${REASON} end
    from moved
  )
  select (count(*) filter (where not suppressed))::int as passed from moved`;
