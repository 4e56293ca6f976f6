import type { DataSource } from 'typeorm';
import type { ClaimedLetter } from './claim.sql.js';

/**
 * What becomes of a digest that may or may not have arrived: sent once more, or held; confirm and login letters are
 * always sent once more. `oracle`: the relay knows a letter again by its key and takes it once, so it is sent again
 * until the relay answers, and then it is in doubt no longer.
 */
export type DoubtPolicy = 'resend' | 'hold' | 'oracle';

/** Why a letter is in doubt since `at`, and when it goes out once more if the policy says so. */
export interface Doubt {
  policy: DoubtPolicy;
  at: Date;
  dueAt: Date;
  reason: string;
}

/**
 * handoff → in_doubt, and on to ready if the policy sends again. Each pass adds one to `doubt`, so whatever may arrive
 * twice is marked; a second doubt is final, under `oracle` the sixth. False when the letter was no longer this worker's.
 */
export async function doubtLetter(db: DataSource, letter: ClaimedLetter, doubt: Doubt): Promise<boolean> {
  const mine = [letter.subscriber_id, letter.id, letter.owner, letter.fence];
  const [row] = await db.query<{ doubted: number }[]>(DOUBT_ONE, [...parameters(doubt), ...mine]);
  return row?.doubted === 1;
}

/** The same for all letters whose handoff lease has passed: their worker died, or is as good as dead. */
export async function doubtAbandoned(db: DataSource, doubt: Doubt): Promise<number> {
  const [row] = await db.query<{ doubted: number }[]>(DOUBT_ABANDONED, parameters(doubt));
  return row?.doubted ?? 0;
}

const parameters = ({ at, policy, dueAt, reason }: Doubt) => [at, policy, dueAt, reason];

// A relay that never answers is asked about one letter for an hour at most: 11 minutes a time.
const AGAIN = `(case $2::text when 'oracle' then doubt < 5 when 'resend' then doubt = 0 else doubt = 0 and kind <> 'digest' end)`;

const doubting = (condition: string) => `
  with doubted as (
    update letter set doubt = doubt + 1, lease_until = null, reason = $4,
      state = case when ${AGAIN} then 'ready' else 'in_doubt' end,
      due_at = case when ${AGAIN} then $3::timestamptz else due_at end
    where state = 'handoff' and ${condition}
    returning subscriber_id, id, attempt, owner, state
  ), told as (
    insert into letter_event (subscriber_id, letter_id, at, from_state, to_state, attempt, owner, reason)
    select subscriber_id, id, $1::timestamptz, 'handoff', 'in_doubt', attempt, owner, $4 from doubted
    union all
    select subscriber_id, id, $1::timestamptz, 'in_doubt', 'ready', attempt, owner, 'sent once more' from doubted
    where state = 'ready'
  )
  select count(*)::int as doubted from doubted`;

const DOUBT_ONE = doubting('subscriber_id = $5 and id = $6 and owner = $7 and fence = $8');
const DOUBT_ABANDONED = doubting('lease_until <= $1::timestamptz');
