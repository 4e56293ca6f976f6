import type { DataSource } from 'typeorm';
import type { LetterState } from '../../store/letter.entity.js';

/** Letters of one lane in one state, and since when the oldest has been due. */
export interface Depth {
  lane: string;
  state: LetterState;
  letters: number;
  oldest: Date;
}

/** How a lane stands, and what became of its attempts in the last 24 hours. */
export interface LaneHealth {
  name: string;
  /** Null: as the settings say. */
  ratePerMinute: number | null;
  /** The share of its rate that it is sent at now. */
  pace: number;
  failures: number;
  openUntil: Date | null;
  lastSentAt: Date | null;
  sent: number;
  deferred: number;
  refused: number;
  link: number;
  doubted: number;
  bounced: number;
  complained: number;
  /** See reply-times.ts. */
  replyTimes: number[];
}

/**
 * Letters that are not at their end, or came to a bad one, by lane and state. Three partial indexes hold just these;
 * the many that were sent are not read.
 */
export function readDepths(db: DataSource): Promise<Depth[]> {
  return db.query<Depth[]>(
    [
      `state = 'ready'`,
      `state in ('claimed', 'handoff')`,
      `state in ('failed', 'cancelled', 'expired', 'in_doubt')`,
    ]
      .map(depthOf)
      .join(' union all '),
  );
}

const depthOf = (condition: string): string => `
  select lane, state, count(*)::int as letters, min(due_at) as oldest
  from letter where ${condition} group by lane, state`;

/** All lanes with their last 24 hours. */
export function readLanes(db: DataSource, now: Date): Promise<LaneHealth[]> {
  return db.query<LaneHealth[]>(LANES, [now]);
}

const LANES = `
  with day as (
    select lane, sum(sent)::int as sent, sum(deferred)::int as deferred, sum(refused)::int as refused,
      sum(link)::int as link, sum(doubted)::int as doubted
    from lane_hour where hour > $1::timestamptz - interval '24 hours' group by lane
  ), times as (
    select lane, array_agg(answers order by place) as answers from (
      select lane, place, sum(answers)::int as answers
      from lane_hour, unnest(reply_times) with ordinality as t (answers, place)
      where hour > $1::timestamptz - interval '24 hours' group by lane, place
    ) summed group by lane
  ), returned as (
    select l.lane, (count(*) filter (where b.kind in ('hard', 'soft')))::int as bounced,
      (count(*) filter (where b.kind = 'complaint'))::int as complained
    from bounce_event b join letter l on l.subscriber_id = b.subscriber_id and l.id = b.letter_id
    where b.received_at > $1::timestamptz - interval '24 hours' group by l.lane
  )
  select name, rate_per_minute as "ratePerMinute", pace, failures, open_until as "openUntil",
    last_sent_at as "lastSentAt", coalesce(day.sent, 0) as sent, coalesce(day.deferred, 0) as deferred,
    coalesce(day.refused, 0) as refused, coalesce(day.link, 0) as link, coalesce(day.doubted, 0) as doubted,
    coalesce(bounced, 0) as bounced, coalesce(complained, 0) as complained,
    coalesce(times.answers, '{}') as "replyTimes"
  from lane left join day on day.lane = name left join times on times.lane = name
    left join returned on returned.lane = name
  order by name`;
