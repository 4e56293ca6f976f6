import type { EntityManager } from 'typeorm';
import type { LetterKind } from './letter-draft.js';

/**
 * Takes back a subscriber's letters of these kinds, in the caller's transaction; answers how many will not go out.
 * A claimed letter is taken back too: the gate finds it no longer claimed. What the relay is being handed cannot be
 * taken back, so it only loses its future: it has expired if it should come back to be tried again.
 */
export async function cancelLetters(
  tx: EntityManager,
  subscriberId: string,
  { kinds, now }: { kinds: LetterKind[]; now: Date },
): Promise<number> {
  const [row] = await tx.query<{ cancelled: number }[]>(CANCEL, [subscriberId, kinds, now]);
  return row?.cancelled ?? 0;
}

const CANCEL = `
  with found as (
    select subscriber_id, id, state from letter
    where subscriber_id = $1 and kind = any($2) and state in ('ready', 'claimed', 'handoff')
    for update
  ), cancelled as (
    update letter set state = 'cancelled', lease_until = null, reason = 'the subscriber left'
    from found
    where letter.subscriber_id = found.subscriber_id and letter.id = found.id and found.state <> 'handoff'
    returning letter.subscriber_id, letter.id, found.state, letter.attempt
  ), shortened as (
    update letter set expires_at = least(expires_at, $3::timestamptz)
    from found
    where letter.subscriber_id = found.subscriber_id and letter.id = found.id and found.state = 'handoff'
  ), told as (
    insert into letter_event (subscriber_id, letter_id, at, from_state, to_state, attempt, reason)
    select subscriber_id, id, $3::timestamptz, state, 'cancelled', attempt, 'the subscriber left' from cancelled
  )
  select count(*)::int as cancelled from cancelled`;
