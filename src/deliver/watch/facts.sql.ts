import type { DataSource } from 'typeorm';
import { dueAt } from '../due.js';
import type { LaneSettings } from '../lanes/lane-state.js';
import { leftToday } from '../lanes/warm-up.js';
import type { LaneFacts } from './alarm.js';

/** What `alarmOf` asks of the outbox. Each question is a step or two into an index. */
export async function readFacts(
  db: DataSource,
  { warmUp }: Pick<LaneSettings, 'warmUp'>,
  now: Date,
): Promise<LaneFacts[]> {
  const rows = await db.query<
    (LaneFacts & { dailyCap: number | null; warmDays: number; dayTaken: number; day: string | null })[]
  >(FACTS, [now]);
  const today = now.toISOString().slice(0, 10);
  return rows.map(({ dailyCap, warmDays, dayTaken, day, ...facts }) => ({
    ...facts,
    capped: day === today && leftToday({ dailyCap, warmDays, dayTaken }, warmUp) === 0,
  }));
}

const oldestOf = (priority: number): string => `(
  select due_at from letter where letter.lane = lane.name and letter.priority = ${priority} and ${dueAt('$1')}
  order by due_at limit 1)`;

const soonOf = (priority: number): string => `exists (
  select from letter where letter.lane = lane.name and letter.priority = ${priority} and state = 'ready'
    and due_at <= $1::timestamptz + interval '10 minutes' and expires_at > $1::timestamptz)`;

const FACTS = `
  select name as lane, failing_since as "failingSince", last_sent_at as "lastSentAt", daily_cap as "dailyCap",
    warm_days as "warmDays", day_taken as "dayTaken", day::text,
    least(${oldestOf(0)}, ${oldestOf(5)}, ${oldestOf(9)}) as "oldestDue",
    ${soonOf(0)} or ${soonOf(5)} or ${soonOf(9)} as "dueSoon",
    coalesce(h.put_off, 0) as "putOff", coalesce(h.sent, 0) as sent
  from lane left join (
    select lane, sum(deferred + doubted)::int as put_off, sum(sent)::int as sent
    from lane_hour where hour > $1::timestamptz - interval '2 hours' group by lane
  ) h on h.lane = lane.name
  order by name`;
