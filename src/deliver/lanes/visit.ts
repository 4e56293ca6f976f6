import { beginProbe, doorOf, dropProbe, noteMarks } from './breaker.js';
import { putBack, refill, slowDown, takeTokens, untilToken } from './bucket.js';
import { type LaneSettings, type LaneState, RELAY } from './lane-state.js';
import { emptyReport, type Report } from './report.js';
import { leaveShare, takeShare } from './shares.js';
import { leftToday, turnDay } from './warm-up.js';

/** What a process may do on a lane until its next visit. */
export interface Grant {
  lane: string;
  /** Letters that may begin; urgent ones may begin beyond it. */
  tokens: number;
  /** Letters under way at once. */
  slots: number;
  /** One letter, to see whether the lane goes again. */
  probe: boolean;
  /** Why letters that can wait do not go, if they do not for longer than a token takes. */
  shut: 'breaker' | 'cap' | null;
  /** Milliseconds until there is a token. */
  wait: number;
}

/** A process comes to the lanes: to say what it did and to ask what it may do. */
export interface Visit {
  owner: string;
  at: Date;
  settings: LaneSettings;
  reports: ReadonlyMap<string, Report>;
  /** By lane: tokens not used (less than nothing: urgent letters beyond them), letters under way, a probe not made. */
  back: ReadonlyMap<string, { unused: number; inflight: number; probeUnused: boolean }>;
  /** Nothing is asked for: the run is over. */
  leaving: boolean;
  /** Complaints of the last day by lane; asked where the day has turned. */
  complaints: ReadonlyMap<string, number>;
}

/** The lanes after a visit, and what the visitor may do. Pure: whoever calls it holds the rows locked. */
export function visitLanes(
  lanes: readonly LaneState[],
  visit: Visit,
): { lanes: LaneState[]; grants: Grant[]; relayProbe: boolean } {
  const noted = lanes.map((lane) => noteReport(lane, visit));
  const relay = noted.find(({ name }) => name === RELAY);
  const door = relay === undefined ? 'all' : doorOf(relay, visit.at);
  const relayProbe = door === 'probe' && !visit.leaving;
  const grants: Grant[] = [];
  const left = noted.map((lane) => {
    if (lane.name === RELAY) return relayProbe ? beginProbe(lane, visit.at) : lane;
    if (visit.leaving) return leaveShare(lane, visit.owner);
    const granted = grantOf(lane, visit, door !== 'nobody');
    grants.push(granted.grant);
    return granted.lane;
  });
  return { lanes: left, grants, relayProbe };
}

function noteReport(before: LaneState, { reports, back, settings, at, complaints }: Visit): LaneState {
  const rate = rateOf(before, settings);
  let lane = turnDay(before, at, complaints.get(before.name) ?? 0);
  const report = reports.get(lane.name) ?? emptyReport();
  const { unused = 0, probeUnused = false } = back.get(lane.name) ?? {};
  if (Number.isFinite(rate)) lane = putBack(refill(lane, rate, at), unused, rate);
  lane = { ...lane, dayTaken: Math.max(0, lane.dayTaken - unused) };
  lane = noteMarks(lane, report.marks, at);
  if (probeUnused && lane.probeUntil !== null) lane = dropProbe(lane);
  if (report.slowed) lane = slowDown(lane, at);
  return {
    ...lane,
    dayDeferred: lane.dayDeferred + report.deferred,
    lastSentAt: report.sent > 0 ? at : lane.lastSentAt,
  };
}

function grantOf(
  before: LaneState,
  { owner, at, settings, back }: Visit,
  relayOpen: boolean,
): { lane: LaneState; grant: Grant } {
  const nothing: Grant = { lane: before.name, tokens: 0, slots: 0, probe: false, shut: 'breaker', wait: 0 };
  const door = relayOpen ? doorOf(before, at) : 'nobody';
  if (door === 'nobody') return { lane: leaveShare(before, owner), grant: nothing };
  const { connections } = settings;
  const { inflight = 0 } = back.get(before.name) ?? {};
  const most = before.maxInflight ?? connections;
  const shared = takeShare(before, { owner, wanted: connections, inflight, most, at });
  const probe = door === 'probe';
  const { lane, tokens } = takeLetters(shared.lane, settings, probe ? 1 : Number.POSITIVE_INFINITY);
  const grant: Grant = {
    ...nothing,
    tokens,
    slots: probe ? Math.min(1, shared.slots) : shared.slots,
    probe,
    shut: tokens === 0 && leftToday(lane, settings.warmUp) === 0 ? 'cap' : null,
    wait: Math.ceil(untilToken(lane, rateOf(lane, settings))),
  };
  return { lane: probe ? beginProbe(lane, at) : lane, grant };
}

// Enough for more than the second until the next visit, so that a quick process does not stand still.
const AHEAD = 1.5 / 60;

function takeLetters(
  lane: LaneState,
  settings: LaneSettings,
  most: number,
): { lane: LaneState; tokens: number } {
  const rate = rateOf(lane, settings);
  if (!Number.isFinite(rate)) return { lane, tokens: most };
  const wanted = Math.min(most, Math.ceil(rate * AHEAD) + settings.connections);
  const { lane: left, taken } = takeTokens(lane, Math.min(wanted, leftToday(lane, settings.warmUp)));
  return { lane: { ...left, dayTaken: left.dayTaken + taken }, tokens: taken };
}

const rateOf = (lane: LaneState, settings: LaneSettings): number =>
  lane.ratePerMinute ?? settings.ratePerMinute;
