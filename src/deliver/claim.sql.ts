import type { DataSource } from 'typeorm';
import { dueAt } from './due.js';
import type { LetterKind, LetterPriority } from './letter-draft.js';

/** A letter held under a lease, with the fence that its later transitions must carry. Bodies are gzip. */
export interface ClaimedLetter {
  subscriber_id: string;
  id: string;
  message_key: string;
  kind: LetterKind;
  lane: string;
  priority: LetterPriority;
  created_at: Date;
  attempt: number;
  owner: string;
  fence: number;
  /** Null, as the next four, when the body was dropped before the letter could go. */
  to_email: string | null;
  subject: string | null;
  headers: Record<string, string> | null;
  html: Buffer | null;
  body_text: Buffer | null;
}

/** A lane's letters of one priority. */
export interface Road {
  lane: string;
  priority: LetterPriority;
}

/** Who claims, from which roads in this order, at what time, and how many: no more than connections are free. */
export interface Claim {
  roads: readonly Road[];
  owner: string;
  at: Date;
  limit: number;
}

/**
 * ready → claimed, of each road the one due longest: an attempt, a new fence, a lease of 60 s. What others hold is
 * passed over.
 */
export function claimLetters(db: DataSource, { roads, owner, at, limit }: Claim): Promise<ClaimedLetter[]> {
  const column = <K extends keyof Road>(name: K) => roads.map((road) => road[name]);
  return db.query<ClaimedLetter[]>(CLAIM, [column('lane'), at, limit, owner, column('priority')]);
}

// Road by road, each along the index (lane, priority, due_at): a condition on both at once would read every letter of
// the first priority that is not due yet before it came to the second. The outer limit ends the walk early.
const CLAIM = `
  with picked as (
    select found.subscriber_id, found.id
    from unnest($1::text[], $5::smallint[]) as road (lane, priority)
    cross join lateral (
      select subscriber_id, id from letter
      where letter.lane = road.lane and letter.priority = road.priority and ${dueAt('$2')}
      order by due_at
      limit $3
      for update skip locked
    ) found
    limit $3
  ), claimed as (
    update letter set state = 'claimed', attempt = attempt + 1, fence = fence + 1, owner = $4,
      lease_until = $2::timestamptz + interval '60 seconds'
    from picked where letter.subscriber_id = picked.subscriber_id and letter.id = picked.id
    returning letter.*
  ), told as (
    insert into letter_event (subscriber_id, letter_id, at, from_state, to_state, attempt, owner)
    select subscriber_id, id, $2::timestamptz, 'ready', 'claimed', attempt, owner from claimed
  )
  select c.subscriber_id, c.id, c.message_key, c.kind, c.lane, c.priority, c.created_at, c.attempt, c.owner, c.fence,
    b.to_email, b.subject, b.headers, b.html, b.body_text
  from claimed c
  left join letter_body b on b.subscriber_id = c.subscriber_id and b.letter_id = c.id
    and b.made_on = (c.created_at at time zone 'UTC')::date
  order by c.priority, c.due_at`;
