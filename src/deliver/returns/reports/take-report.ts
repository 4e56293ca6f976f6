import type { DataSource, EntityManager } from 'typeorm';
import type { Secret } from '../../../kit/tokens.js';
import { insertCame } from '../came.sql.js';
import { takeReturn } from '../take-return.js';
import { NOBODY, whoseByReport } from '../whose.js';
import type { HookAnswer } from './answer.js';
import type { Provider, ReadReport, ReportEvent } from './report-event.js';

/** What takes reports. */
export interface ReportTools {
  db: DataSource;
  secret: Secret;
}

/**
 * Writes down what a proved report tells, a commit an event, so that no report holds two addresses at once; what was
 * known before counts no more. `token`: a proof that is good for one report, spent in the first commit.
 */
export async function takeReport(
  { db, secret }: ReportTools,
  { provider, read, token }: { provider: Provider; read: ReadReport; token?: string },
  now: Date,
): Promise<HookAnswer> {
  let taken = 0;
  for (const event of read.events) {
    const isNew = await db.transaction(async (tx) => {
      if (token !== undefined && !(await spend(tx, { provider, token }, now))) return false;
      return takeOne(tx, { secret, provider, event }, now);
    });
    if (isNew) taken += 1;
  }
  if (read.faults.length > 0) return faulty(read, taken);
  const known = read.events.length - taken;
  return { status: 200, body: { source: provider, taken, known, ignored: read.ignored } };
}

async function takeOne(
  tx: EntityManager,
  { secret, provider, event }: { secret: Secret; provider: Provider; event: ReportEvent },
  now: Date,
): Promise<boolean> {
  const { eventId, kind, cause, status, reason, echoed } = event;
  const named = { email: plain(event.email), relayId: plain(event.relayId), echoed };
  const whose = await whoseByReport(tx, secret, named);
  const came = {
    ...whose,
    source: provider,
    eventId,
    told: 'provider',
    kind,
    cause,
    status,
    reason,
  } as const;
  return takeReturn(tx, came, now);
}

/** No address and no id holds a NUL, and Postgres takes none. */
const plain = (text: string | null): string | null => text?.replaceAll('\0', '') || null;

/** False: the token was seen before. It is nobody's and asks for nothing, and goes with the events of its day. */
async function spend(
  tx: EntityManager,
  { provider, token }: { provider: Provider; token: string },
  now: Date,
): Promise<boolean> {
  const spent = {
    ...NOBODY,
    source: `${provider}-token`,
    eventId: token,
    told: 'provider',
    kind: 'none',
  } as const;
  const id = await insertCame(
    tx,
    { ...spent, cause: null, status: null, reason: null },
    { acts: false, now },
  );
  return id !== null;
}

function faulty({ faults }: ReadReport, taken: number): HookAnswer {
  const [first = ''] = faults;
  const more = faults.length > 1 ? ` There are ${faults.length - 1} more like it.` : '';
  const detail = `This report cannot be understood: ${first}${more} Events taken all the same: ${taken}.`;
  return { status: 422, detail, taken };
}
