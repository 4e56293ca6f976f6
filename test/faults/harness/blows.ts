import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Relay } from '../relay/relay.js';
import type { Bench } from './bench.js';
import { topUp } from './letters.js';
import { minutes } from './played-clock.js';
import type { Crew, End } from './worker.js';

/** Where blows fall: a queue that never runs dry, a relay, and workers to be struck. */
export interface Ring {
  bench: Bench;
  db: DataSource;
  relay: Relay;
  crew: Crew;
}

// Longer than both leases: each run finds what the last one left to be put right.
const APART = 12;
// A letter has five stages; within these a worker is at the beginning of its run, or well in it.
const STAGES = 200;
const QUEUE = 150;

/** What the blows did. */
export interface Blows {
  /** The most letters that one blow left between the gate and the answer. */
  worst: number;
  slowestExitMs: number;
  /** How each ended that ended in another way than was wanted. */
  strange: string[];
  /** When the next run may begin. */
  next: Date;
}

/** Starts a worker and strikes it at a random instant of its work, again and again. */
export async function rainBlows(ring: Ring, signal: 'SIGKILL' | 'SIGTERM', times: number): Promise<Blows> {
  const { bench, db, crew } = ring;
  const blows: Blows = { worst: 0, slowestExitMs: 0, strange: [], next: minutes(0) };
  for (let n = 0; n < times; n++) {
    bench.signal.throwIfAborted();
    const now = minutes(APART * n);
    await topUp(db, bench.random, { wanted: QUEUE, now });
    const worker = await crew.next();
    const struck = strikeSoon(ring, () => worker.strike(signal));
    const end = await worker.run({ command: 'deliver', now: now.toISOString() });
    blows.slowestExitMs = Math.max(blows.slowestExitMs, performance.now() - struck.at());
    if (!isWanted(end, signal)) blows.strange.push(JSON.stringify(end));
    blows.worst = Math.max(blows.worst, await countHandedOver(db));
    blows.next = minutes(APART * (n + 1));
  }
  return blows;
}

/** Strikes when the relay has seen a random number of stages, and a random moment later. */
function strikeSoon({ relay, bench: { random } }: Ring, strike: () => void): { at: () => number } {
  const { plan } = relay;
  let left = random.whole(1, STAGES);
  let at = Number.POSITIVE_INFINITY;
  const pause = random.next() * 4;
  relay.plan = (place) => {
    left -= 1;
    if (left === 0) {
      relay.plan = plan;
      void wait(pause).then(() => {
        at = performance.now();
        strike();
      });
    }
    return plan(place);
  };
  return { at: () => at };
}

const isWanted = ({ code, signal }: End, sent: 'SIGKILL' | 'SIGTERM'): boolean =>
  sent === 'SIGKILL' ? signal === 'SIGKILL' : code === 0;

async function countHandedOver(db: DataSource): Promise<number> {
  const [row] = await db.query<{ n: number }[]>(
    `select count(*)::int as n from letter where state = 'handoff'`,
  );
  return row?.n ?? 0;
}

/** Lets workers end what is left, undisturbed; answers when no more can change. */
export async function settleAll(
  { db, crew, bench }: Pick<Ring, 'db' | 'crew' | 'bench'>,
  from: Date,
): Promise<void> {
  for (let n = 0; n < 12; n++) {
    bench.signal.throwIfAborted();
    const worker = await crew.next();
    const now = minutes(APART * n, from);
    const { code, signal } = await worker.run({ command: 'deliver', now: now.toISOString() });
    if (code !== 0) throw new Error(`An undisturbed worker ended with ${code ?? signal}.`);
    const [row] = await db.query<{ open: number }[]>(
      `select count(*)::int as open from letter where state in ('ready', 'claimed', 'handoff')`,
    );
    if (row?.open === 0) return;
  }
  throw new Error('Letters are still open after twelve undisturbed runs.');
}
