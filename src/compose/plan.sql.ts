import type { EntityManager } from 'typeorm';
import type { Standing } from './marks.js';
import { nextSlot, type Timetable } from './slots.js';

interface Unplanned extends Timetable {
  subscriberId: string;
  since: Date;
  /** As text: a Date would lose the microseconds, and the plan would never be that of the change. */
  changedAt: string;
}

const BATCH = 1000;

/**
 * Gives everyone who has none, or whose settings have changed since, the next slot after that change. Counting from the
 * change and not from now, a service that was down at the slot still sees it as due.
 */
export async function planAnew(tx: EntityManager): Promise<void> {
  for (;;) {
    const people: Unplanned[] = await tx.query(UNPLANNED, [BATCH]);
    if (people.length === 0) return;
    await tx.query(PLAN, [
      people.map(({ subscriberId }) => subscriberId),
      people.map((person) => nextSlot(person, person.since).at),
      people.map(({ changedAt }) => changedAt),
    ]);
  }
}

const UNPLANNED = `
  select s.id as "subscriberId", s.send_at::text as "sendAt", s.days, s.zone,
         greatest(s.changed_at, s.confirmed_at) as since, s.changed_at::text as "changedAt"
    from subscriber s left join schedule c on c.subscriber_id = s.id
   where s.confirmed_at is not null and s.ended_at is null and c.planned_for is distinct from s.changed_at
   order by s.id limit $1`;

// The change that was read is the change that is planned for: settings that changed since are planned anew at the next
// look, and a plan that another process has made, and perhaps answered, stays as it is. Whoever comes back after
// leaving was told until their last digest.
const PLAN = `
  insert into schedule (subscriber_id, next_slot_at, planned_for, told_at)
  select s.id, planned.at, planned.changed_at,
         greatest(s.confirmed_at, (select max(d.made_at) from digest d where d.subscriber_id = s.id))
    from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) as planned(id, at, changed_at)
    join subscriber s on s.id = planned.id
  on conflict (subscriber_id) do update
    set next_slot_at = excluded.next_slot_at, planned_for = excluded.planned_for
    where schedule.planned_for is distinct from excluded.planned_for`;

/** A person whose slot has come, locked until the transaction ends. */
export interface DuePerson extends Timetable, Standing {
  subscriberId: string;
  slotAt: Date;
  language: 'ru' | 'en';
  email: string | null;
  /** Nobody is written to whose subscription has ended or whose pause still lasts. */
  ended: boolean;
  paused: boolean;
}

const PERSON = `
  select c.subscriber_id as "subscriberId", c.next_slot_at as "slotAt", c.told_upto_seq as "toldUptoSeq", c.told_at as "toldAt", c.held,
         s.send_at::text as "sendAt", s.days, s.zone, s.language,
         (select a.email from address a where a.subscriber_id = s.id order by a.key limit 1) as email,
         s.ended_at is not null or s.confirmed_at is null as ended,
         coalesce(s.paused_until > $1, false) as paused
    from schedule c join subscriber s on s.id = c.subscriber_id`;

/**
 * Those whose slot has come by `now`, longest waiting first; what another process holds is passed over. The subscriber
 * is locked too: whoever leaves meanwhile waits, and then finds the letter to cancel.
 */
export const lockDue = (tx: EntityManager, now: Date, limit: number): Promise<DuePerson[]> =>
  tx.query(
    `${PERSON} where c.next_slot_at <= $1 order by c.next_slot_at limit $2
     for update of c skip locked for share of s skip locked`,
    [now, limit],
  );

/** One person, due or not; waits for whoever holds the row. */
export async function lockPerson(
  tx: EntityManager,
  subscriberId: string,
  now: Date,
): Promise<DuePerson | null> {
  const [person] = await tx.query(`${PERSON} where c.subscriber_id = $2 for update of c for share of s`, [
    now,
    subscriberId,
  ]);
  return person ?? null;
}

/** Where a person stands after a slot has been answered or left out. */
export interface Advance extends Standing {
  subscriberId: string;
  nextSlotAt: Date;
}

/** Moves schedules on. */
export async function advance(tx: EntityManager, moves: readonly Advance[]): Promise<void> {
  if (moves.length === 0) return;
  await tx.query(
    `update schedule c set next_slot_at = m.at, told_upto_seq = m.told, told_at = m.told_at, held = m.held
       from unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::timestamptz[], $5::jsonb[])
         as m(id, at, told, told_at, held)
      where c.subscriber_id = m.id`,
    [
      moves.map(({ subscriberId }) => subscriberId),
      moves.map(({ nextSlotAt }) => nextSlotAt),
      moves.map(({ toldUptoSeq }) => toldUptoSeq),
      moves.map(({ toldAt }) => toldAt),
      moves.map(({ held }) => JSON.stringify(held)),
    ],
  );
}

/** Those who left are planned for no more. */
export async function forget(tx: EntityManager, subscriberIds: readonly string[]): Promise<void> {
  if (subscriberIds.length > 0)
    await tx.query('delete from schedule where subscriber_id = any($1::bigint[])', [subscriberIds]);
}
