import type { DataSource } from 'typeorm';
import type { Log } from '../../kit/log.js';
import { isGone } from '../owner.js';
import type { Allowance } from './allowance.js';
import { after, type LaneSettings, type LaneState, RELAY } from './lane-state.js';
import { complaintsByLane, countHour, lockLanes, saveLanes } from './lanes.sql.js';
import type { RelayDoor } from './relay-door.js';
import type { Report } from './report.js';
import { type Grant, visitLanes } from './visit.js';

/** What the roads of one run are made of. */
export interface RoadTools {
  db: DataSource;
  log: Log;
  owner: string;
  at: () => Date;
  settings: LaneSettings;
}

interface Visitor {
  lanes: ReadonlyMap<string, Allowance>;
  relay: RelayDoor;
  leaving: boolean;
}

const HOUR = 3_600_000;

/** Says what was done since the last visit, asks what may be done until the next, in one short transaction. */
export async function visitDatabase(
  tools: RoadTools,
  { lanes, relay, leaving }: Visitor,
): Promise<{ grants: Grant[]; relayProbe: boolean }> {
  const { db, owner, settings } = tools;
  const at = tools.at();
  const back = new Map(
    [...lanes, [RELAY, relay] as const].map(([lane, used]) => [lane, used.handBack()] as const),
  );
  const reports = new Map([...back].map(([lane, { report }]) => [lane, report] as const));
  const { before, visited } = await db.transaction(async (tx) => {
    const before = (await lockLanes(tx)).map(withoutTheDead);
    const complaints = before.some(({ day }) => day !== null && day !== dayOf(at))
      ? await complaintsByLane(tx, after(at, -24 * HOUR), at)
      : new Map<string, number>();
    const visited = visitLanes(before, { owner, at, settings, reports, back, leaving, complaints });
    await saveLanes(tx, visited.lanes);
    await countHour(tx, after(at, -(at.getTime() % HOUR)), countable(reports));
    return { before, visited };
  });
  tellOperator(tools, { before, now: visited.lanes, reports });
  return visited;
}

// A service killed and started again at once would else wait for its own old share to lapse.
const withoutTheDead = (lane: LaneState): LaneState => ({
  ...lane,
  holders: Object.fromEntries(Object.entries(lane.holders).filter(([owner]) => !isGone(owner))),
});

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

const countable = (reports: ReadonlyMap<string, Report>) =>
  [...reports]
    .filter(([lane, { sent, deferred, refused, link, doubted }]) =>
      lane === RELAY ? false : sent + deferred + refused + link + doubted > 0,
    )
    .map(([lane, report]) => ({ lane, ...report }));

interface Change {
  before: readonly LaneState[];
  now: readonly LaneState[];
  reports: ReadonlyMap<string, Report>;
}

/** One line when a breaker opens, one when it closes; not one for each letter that finds it open. */
function tellOperator({ log }: RoadTools, { before, now, reports }: Change): void {
  for (const lane of now) {
    const was = before.find(({ name }) => name === lane.name);
    if (was === undefined) continue;
    const { name, failures, openUntil } = lane;
    if (lane.openings > was.openings) {
      const ours = reports.get(name)?.marks.includes('!') ?? false;
      if (ours) log.error({ lane: name, openUntil }, OUR_FAULT);
      else log.warn({ lane: name, failures, openUntil }, 'letters do not get through: sending rests');
    }
    if (lane.openings === 0 && was.openings > 0) log.info({ lane: name }, 'letters get through again');
  }
}

const OUR_FAULT =
  'the relay refuses us, not the letters: check the login in SMTP_URL, MAIL_FROM, DKIM and SPF; sending rests meanwhile';
