import type { DataSource } from 'typeorm';
import { type LaneSettings, RELAY } from '../lanes/lane-state.js';
import { replyTime } from '../lanes/reply-times.js';
import { type Alarm, alarmOf } from './alarm.js';
import { readFacts } from './facts.sql.js';
import { type Depth, type LaneHealth, readDepths, readLanes } from './health.sql.js';
import { readWatch } from './watch.sql.js';

/** A lane as it is shown: rates are shares of its attempts, or of what it sent, in the last 24 hours. */
export interface ShownLane extends Omit<LaneHealth, 'replyTimes'> {
  deferralRate: number | null;
  bounceRate: number | null;
  complaintRate: number | null;
  /** Seconds from handing a letter over to the relay's answer; null: nothing was answered. */
  replySeconds: { p50: number | null; p99: number | null };
  /** Whether the breaker keeps its letters back now. */
  open: boolean;
}

/** How letters fare. */
export interface MailHealth {
  /** Why the operator is called, since when; null: letters get through, or none is due. */
  alarm: { why: Alarm; since: Date | null } | null;
  lastAcceptedAt: Date | null;
  inDoubt: number;
  lanes: ShownLane[];
  depths: Depth[];
}

/** Reads how letters fare at `now`: indexed questions alone, quick however many letters there are. */
export async function readMailHealth(
  db: DataSource,
  settings: Pick<LaneSettings, 'warmUp'>,
  now: Date,
): Promise<MailHealth> {
  const [depths, lanes, facts, watch] = await Promise.all([
    readDepths(db),
    readLanes(db, now),
    readFacts(db, settings, now),
    readWatch(db),
  ]);
  const why = alarmOf(facts, watch, now);
  const accepted = lanes.flatMap(({ lastSentAt }) => (lastSentAt === null ? [] : [lastSentAt.getTime()]));
  return {
    alarm: why === null ? null : { why, since: watch?.alarmSince ?? null },
    lastAcceptedAt: accepted.length === 0 ? null : new Date(Math.max(...accepted)),
    inDoubt: depths
      .filter(({ state }) => state === 'in_doubt')
      .reduce((sum, { letters }) => sum + letters, 0),
    lanes: lanes.map((lane) => shownLane(lane, now)),
    depths,
  };
}

function shownLane({ replyTimes, ...lane }: LaneHealth, now: Date): ShownLane {
  const { sent, deferred, refused, bounced, complained, openUntil } = lane;
  const answered = sent + deferred + refused;
  return {
    ...lane,
    deferralRate: shareOf(deferred, answered),
    bounceRate: shareOf(bounced + refused, sent + refused),
    complaintRate: shareOf(complained, sent),
    replySeconds: { p50: secondsOf(replyTimes, 0.5), p99: secondsOf(replyTimes, 0.99) },
    open: openUntil !== null && openUntil > now,
  };
}

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function secondsOf(replyTimes: readonly number[], share: number): number | null {
  const ms = replyTime(replyTimes, share);
  return ms === null ? null : ms / 1000;
}

/** Letters by state, as /status.json has always told them; what was sent is what lanes counted in the last 24 hours. */
export function lettersByState({
  depths,
  lanes,
}: MailHealth): { state: string; letters: number; oldest: Date | null }[] {
  const states = [...new Set(depths.map(({ state }) => state))];
  const sent = lanes.reduce((sum, lane) => sum + (lane.name === RELAY ? 0 : lane.sent), 0);
  const counted = states.map((state) => {
    const of = depths.filter((depth) => depth.state === state);
    return {
      state: state as string,
      letters: of.reduce((sum, { letters }) => sum + letters, 0),
      oldest: new Date(Math.min(...of.map(({ oldest }) => oldest.getTime()))),
    };
  });
  return [...counted, ...(sent > 0 ? [{ state: 'sent', letters: sent, oldest: null }] : [])];
}
