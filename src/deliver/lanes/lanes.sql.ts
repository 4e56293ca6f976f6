import type { DataSource, EntityManager } from 'typeorm';
import { dueAt } from '../due.js';
import type { LaneState } from './lane-state.js';
import type { Report } from './report.js';

/** A lane in which letters are due: urgent ones (priority 0), or others. */
export interface DueLane {
  lane: string;
  urgent: boolean;
  ordinary: boolean;
}

/** The lanes with something to send at `at`. Each question is one step into the index (lane, priority, due_at). */
export function dueLanes(db: DataSource, at: Date): Promise<DueLane[]> {
  return db.query<DueLane[]>(
    `select * from (
       select name as lane, ${dueIn(0)} as urgent, ${dueIn(5)} or ${dueIn(9)} as ordinary
       from lane where name <> 'relay' order by name
     ) known where urgent or ordinary`,
    [at],
  );
}

const dueIn = (priority: number): string => `exists (
  select from letter where letter.lane = lane.name and letter.priority = ${priority}
    and ${dueAt('$1')})`;

/**
 * Gives every lane that letters wait in a row, whatever its name: letters queued by an older version go too. Jumps
 * from name to name along the index.
 */
export async function ensureLanes(db: DataSource): Promise<void> {
  await db.query(`
    with recursive used as (
      (select lane from letter where state = 'ready' order by lane limit 1)
      union all
      select (select lane from letter where state = 'ready' and lane > used.lane order by lane limit 1)
      from used where used.lane is not null
    )
    insert into lane (name)
    select name from (select lane from used where lane is not null union all select 'relay') as found (name)
    where not exists (select from lane where lane.name = found.name)
    on conflict do nothing`);
}

/** All lanes, locked until the transaction ends. */
export function lockLanes(tx: EntityManager): Promise<LaneState[]> {
  return tx.query<LaneState[]>(
    `select name, rate_per_minute as "ratePerMinute", max_inflight as "maxInflight", daily_cap as "dailyCap", tokens,
       refilled_at as "refilledAt", pace, slowed_at as "slowedAt", recent, failures,
       failing_since as "failingSince", openings, open_until as "openUntil", probe_until as "probeUntil", holders,
       day::text, day_taken as "dayTaken", day_deferred as "dayDeferred", warm_days as "warmDays",
       last_sent_at as "lastSentAt"
     from lane order by name for update`,
  );
}

/** Writes lanes back, but for the numbers that an operator gives. */
export async function saveLanes(tx: EntityManager, lanes: readonly LaneState[]): Promise<void> {
  await tx.query(SAVE, [JSON.stringify(lanes)]);
}

const SAVE = `
  update lane set tokens = n.tokens, refilled_at = n."refilledAt", pace = n.pace, slowed_at = n."slowedAt",
    recent = n.recent, failures = n.failures, failing_since = n."failingSince", openings = n.openings,
    open_until = n."openUntil", probe_until = n."probeUntil", holders = n.holders, day = n.day,
    day_taken = n."dayTaken", day_deferred = n."dayDeferred", warm_days = n."warmDays",
    last_sent_at = n."lastSentAt"
  from jsonb_to_recordset($1::jsonb) as n (
    name text, tokens double precision, "refilledAt" timestamptz, pace double precision, "slowedAt" timestamptz,
    recent text, failures integer, "failingSince" timestamptz, openings integer, "openUntil" timestamptz,
    "probeUntil" timestamptz, holders jsonb, day date, "dayTaken" integer, "dayDeferred" integer,
    "warmDays" integer, "lastSentAt" timestamptz)
  where lane.name = n.name`;

/** Adds what was done to the hour's counts. Called with the lanes locked, so that nobody adds at the same time. */
export async function countHour(
  tx: EntityManager,
  hour: Date,
  reports: readonly (Report & { lane: string })[],
): Promise<void> {
  if (reports.length > 0) await tx.query(COUNT_HOUR, [hour, JSON.stringify(reports)]);
}

const COUNT_HOUR = `
  insert into lane_hour as h (lane, hour, sent, deferred, refused, link, doubted, reply_times)
  select lane, $1, sent, deferred, refused, link, doubted,
    array(select value::integer from jsonb_array_elements_text("replyTimes") as value)
  from jsonb_to_recordset($2::jsonb) as r (
    lane text, sent integer, deferred integer, refused integer, link integer, doubted integer, "replyTimes" jsonb)
  on conflict (lane, hour) do update set
    sent = h.sent + excluded.sent, deferred = h.deferred + excluded.deferred,
    refused = h.refused + excluded.refused, link = h.link + excluded.link, doubted = h.doubted + excluded.doubted,
    reply_times = array(
      select coalesce(old, 0) + coalesce(new, 0)
      from unnest(h.reply_times, excluded.reply_times) with ordinality as both_times (old, new, place)
      order by place)`;

/** Complaints that came in from `from` until `to`, by the lane of the letter complained about. */
export async function complaintsByLane(
  tx: EntityManager,
  from: Date,
  to: Date,
): Promise<Map<string, number>> {
  const rows = await tx.query<{ lane: string; complaints: number }[]>(
    `select l.lane, count(*)::int as complaints
     from bounce_event b join letter l on l.subscriber_id = b.subscriber_id and l.id = b.letter_id
     where b.kind = 'complaint' and b.received_at >= $1 and b.received_at < $2
     group by l.lane`,
    [from, to],
  );
  return new Map(rows.map(({ lane, complaints }) => [lane, complaints]));
}
