import type { DataSource } from 'typeorm';
import { type ClaimedLetter, claimLetters, type Road } from '../../deliver/claim.sql.js';
import { handOff } from '../../deliver/hand-off.sql.js';
import { LANES } from '../../deliver/lanes/lane-of.js';
import { PRIORITIES } from '../../deliver/letter-draft.js';
import { settleLetter } from '../../deliver/settle.sql.js';
import { settlementOf } from '../../deliver/settlement.js';
import type { World } from '../../kit/command.js';
import { createDataSource } from '../../store/data-source.js';
import { type BenchReport, machine, quantile, round, taken } from '../measure.js';
import { inScratch } from '../scratch.js';
import { fillOutbox } from './rows.sql.js';

const WORKERS = 4;
// Letters that each worker has under way at once, as over so many connections.
const CONNECTIONS = 5;
const SENT = 60_000;
// The gate asks whether the address is suppressed; this one is not.
const NOBODY = Buffer.alloc(32);
const NOW = new Date('2026-11-24T09:00:00Z');

/**
 * The queue's side of sending alone: `count` letters ready, 4 workers with 5 connections each, and every letter claimed,
 * handed over and sent in commits of its own, without a relay. The first quarter's pace beside the last one's says
 * whether what is left behind in the table slows the claim down.
 */
export function benchQueue(world: World, count: number): Promise<BenchReport> {
  return inScratch(world, async (db) => {
    await fillOutbox(db, count, NOW);
    const run: Run = { claims: [], done: [], left: Math.min(SENT, count) };
    const { wall, cpu } = await taken(() => work(db, run));
    const quarter = Math.floor(run.done.length / 4);
    const pace = (from: number, to: number) => ((to - from) / (run.done[to]! - run.done[from]!)) * 1000;
    return {
      bench: 'queue',
      ours: {
        ready: count,
        sent: run.done.length,
        perSecond: round(run.done.length / wall, 0),
        firstQuarterPerSecond: round(pace(0, quarter), 0),
        lastQuarterPerSecond: round(pace(run.done.length - 1 - quarter, run.done.length - 1), 0),
        claimP50Ms: round(quantile(run.claims, 0.5)),
        claimP99Ms: round(quantile(run.claims, 0.99)),
        cpuSeconds: round(cpu),
      },
      peers: {},
      ratios: {},
      machine: await machine((sql) => db.query(sql)),
    };
  });
}

interface Run {
  claims: number[];
  /** When each letter was done, by `performance.now()`. */
  done: number[];
  left: number;
}

async function work(db: DataSource, run: Run): Promise<void> {
  const { url } = db.options as { url: string };
  const workers = Array.from({ length: WORKERS }, async (_, n) => {
    const own = await createDataSource(url, CONNECTIONS).initialize();
    try {
      await Promise.all(Array.from({ length: CONNECTIONS }, (__, c) => sendAll(own, run, `${n}:${c}`)));
    } finally {
      await own.destroy();
    }
  });
  await Promise.all(workers);
}

/** One connection's work: lanes take turns, as in the step. */
async function sendAll(db: DataSource, run: Run, owner: string): Promise<void> {
  let empty = 0;
  for (let turn = owner.length; run.left > 0 && empty < LANES.length; turn += 1) {
    const lane = LANES[turn % LANES.length]!;
    const roads = PRIORITIES.map((priority): Road => ({ lane, priority }));
    const start = performance.now();
    const [letter] = await claimLetters(db, { roads, owner, at: NOW, limit: 1 });
    run.claims.push(performance.now() - start);
    empty = letter === undefined ? empty + 1 : 0;
    if (letter === undefined) continue;
    run.left -= 1;
    await send(db, letter);
    run.done.push(performance.now());
  }
}

async function send(db: DataSource, letter: ClaimedLetter): Promise<void> {
  await handOff(db, letter, { at: NOW, addressHash: NOBODY });
  const outcome = { kind: 'sent', relayId: 'bench', code: 250, enhanced: '2.0.0' } as const;
  await settleLetter(db, letter, {
    ...settlementOf(letter, outcome, NOW),
    from: 'handoff',
    endsDoubt: false,
  });
}
