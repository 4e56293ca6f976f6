import type { DataSource } from 'typeorm';
import type { LetterState } from '../store/letter.entity.js';
import type { LetterKind } from './letter-draft.js';

/** How many letters are in a state, how old the oldest of them is, how many of them may have arrived twice. */
export interface StateCount {
  state: LetterState;
  letters: number;
  oldest: Date;
  doubted: number;
}

/** A letter as the outbox lists it: no address, no subject. */
export interface OutboxLine {
  subscriberId: string;
  id: string;
  kind: LetterKind;
  lane: string;
  state: LetterState;
  attempt: number;
  doubt: number;
  createdAt: Date;
  dueAt: Date;
  expiresAt: Date;
  sentAt: Date | null;
  code: number | null;
  reason: string | null;
}

/** Which letters to list; null: all of them. */
export interface OutboxFilter {
  state: LetterState | null;
  lane: string | null;
  /** Queued before. */
  before: Date | null;
  limit: number;
}

/** One step of a letter's way. */
export interface OutboxEvent {
  at: Date;
  from: LetterState | null;
  to: LetterState;
  attempt: number;
  owner: string | null;
  code: number | null;
  reason: string | null;
}

/** The outbox by state, exactly: it reads every letter. States without a letter are left out. */
export function countByState(db: DataSource): Promise<StateCount[]> {
  return db.query<StateCount[]>(
    `select state, count(*)::int as letters, min(created_at) as oldest,
       (count(*) filter (where doubt > 0))::int as doubted
     from letter group by state order by state`,
  );
}

/** Letters of the filter, oldest first. */
export function listLetters(db: DataSource, filter: OutboxFilter): Promise<OutboxLine[]> {
  return db.query<OutboxLine[]>(
    `select ${LINE} from letter
     where ($1::text is null or state = $1) and ($2::text is null or lane = $2)
       and ($3::timestamptz is null or created_at < $3)
     order by created_at, id limit $4`,
    [filter.state, filter.lane, filter.before, filter.limit],
  );
}

/** The letter with this id, or null. Letters are kept by subscriber: without one all of them are looked through. */
export async function findLetter(
  db: DataSource,
  { subscriberId, id }: { subscriberId: string | null; id: string },
): Promise<OutboxLine | null> {
  const [line] = await db.query<OutboxLine[]>(
    `select ${LINE} from letter where id = $1 and ($2::bigint is null or subscriber_id = $2)`,
    [id, subscriberId],
  );
  return line ?? null;
}

const LINE = `subscriber_id as "subscriberId", id, kind, lane, state, attempt, doubt, created_at as "createdAt",
  due_at as "dueAt", expires_at as "expiresAt", sent_at as "sentAt", code, reason`;

/** What happened to a letter, first to last. */
export function letterEvents(
  db: DataSource,
  { subscriberId, id }: Pick<OutboxLine, 'subscriberId' | 'id'>,
): Promise<OutboxEvent[]> {
  return db.query<OutboxEvent[]>(
    `select at, from_state as "from", to_state as "to", attempt, owner, code, reason
     from letter_event where subscriber_id = $1 and letter_id = $2 order by id`,
    [subscriberId, id],
  );
}
