import type { DataSource } from 'typeorm';

/** claimed → ready where the lease has passed: nothing had left yet, so it is simply due again. Answers how many. */
export async function reapClaimed(db: DataSource, at: Date): Promise<number> {
  const [row] = await db.query<{ moved: number }[]>(REAP_CLAIMED, [at]);
  return row?.moved ?? 0;
}

/** ready → expired where the time has come; compose frees the items. Answers how many. */
export async function expireLetters(db: DataSource, at: Date): Promise<number> {
  const [row] = await db.query<{ moved: number }[]>(EXPIRE, [at]);
  return row?.moved ?? 0;
}

/**
 * Moves letters whose reader's night has begun to its end; answers how many. The claim passes them over by itself:
 * this keeps it from reading past a whole city's letters each time.
 */
export async function holdThroughNight(db: DataSource, at: Date): Promise<number> {
  for (let total = 0; ; ) {
    const [row] = await db.query<{ moved: number }[]>(HOLD, [at, BATCH]);
    const moved = row?.moved ?? 0;
    total += moved;
    if (moved < BATCH) return total;
  }
}

const BATCH = 5000;

const HOLD = `
  with night as (
    select subscriber_id, id from letter
    where state = 'ready' and quiet_from is not null and quiet_from <= $1::timestamptz
    order by quiet_from limit $2
    for update skip locked
  ), moved as (
    update letter set due_at = greatest(due_at, quiet_until), quiet_from = null, quiet_until = null
    from night where letter.subscriber_id = night.subscriber_id and letter.id = night.id
    returning letter.id
  )
  select count(*)::int as moved from moved`;

const REAP_CLAIMED = `
  with moved as (
    update letter set state = 'ready', lease_until = null
    where state = 'claimed' and lease_until <= $1::timestamptz
    returning subscriber_id, id, attempt, owner
  ), told as (
    insert into letter_event (subscriber_id, letter_id, at, from_state, to_state, attempt, owner, reason)
    select subscriber_id, id, $1::timestamptz, 'claimed', 'ready', attempt, owner, 'the lease passed' from moved
  )
  select count(*)::int as moved from moved`;

const EXPIRE = `
  with moved as (
    update letter set state = 'expired', reason = coalesce(reason, 'too late to be worth sending')
    where state = 'ready' and expires_at <= $1::timestamptz
    returning subscriber_id, id, attempt
  ), told as (
    insert into letter_event (subscriber_id, letter_id, at, from_state, to_state, attempt)
    select subscriber_id, id, $1::timestamptz, 'ready', 'expired', attempt from moved
  )
  select count(*)::int as moved from moved`;
