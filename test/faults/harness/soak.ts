import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createDataSource } from '../../../src/store/data-source.js';
import type { Act } from '../relay/fault.js';
import { takeAccount, wrongOf } from './account.js';
import type { Bench, Verdict } from './bench.js';
import { settleAll } from './blows.js';
import { letterAt, queueLetters } from './letters.js';
import { OwnServer } from './own-server.js';
import { minutes } from './played-clock.js';
import type { Random } from './random.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const PER_SECOND = 50;
const DAY = 86_400_000;
// Compared are the quarters after the first: until then caches and pools fill.
const GROWTH = 1.3;

/** What a relay does to one letter in twenty: all but keeping it and saying no, which no client can tell. */
const MOODS: readonly [stage: string, Act][] = [
  ['rcpt', { says: '450 4.2.0 try in 5 seconds' }],
  ['data', { says: '451 4.3.0 try in 5 seconds' }],
  ['body', { ends: 'rst' }],
  ['end', { says: '451 4.3.0 try in 5 seconds' }],
  ['end', { ends: 'rst' }],
  ['end', { ends: 'fin' }],
  ['end', { keeps: true, ends: 'rst' }],
  ['end', { waits: 2_000 }],
];

/** So many seconds of 50 letters a second, through a relay with moods and a restart of the database half-way. */
export async function soak(bench: Bench, seconds: number): Promise<Verdict> {
  const server = new OwnServer();
  bench.later(() => server.close());
  await server.open();
  const relay = await bench.relay({ delay: 30 });
  relay.plan = moody(bench.random);
  const settings = { DATABASE_URL: server.url, SMTP_URL: relay.url };
  const worker = startSoaking(bench.settingsOf(settings));
  bench.later(() => worker.kill());
  await worker.ready;
  let queued = 0;
  const begun = performance.now();
  let restarted = false;
  while (performance.now() - begun < seconds * 1000) {
    bench.signal.throwIfAborted();
    if (!restarted && performance.now() - begun > seconds * 500) {
      restarted = true;
      await server.restart();
    }
    const wanted = Math.floor(((performance.now() - begun) / 1000) * PER_SECOND);
    queued += await queueSome(bench, server, wanted - queued);
    await wait(200);
  }
  await worker.stop();
  const untended = new Set(relay.book.copies.map(({ to }) => to)).size;
  relay.plan = () => undefined;
  const db = await createDataSource(server.directUrl).initialize();
  bench.later(() => db.destroy());
  await settleAll({ bench, db, crew: bench.crew(settings) }, minutes(15, new Date()));
  const account = await takeAccount(db, relay.book);
  const growth = growthOf(worker.rss);
  const wrong = wrongOf(account);
  if (account.letters !== queued)
    wrong.push(`${queued} letters were queued and ${account.letters} are there`);
  if (growth > GROWTH) wrong.push(`the worker's memory grew to ${growth.toFixed(2)} times what it was`);
  return {
    figures: {
      seconds,
      letters: queued,
      'sent within that time': untended,
      lost: account.lost.length,
      duplicates: account.duplicates,
      'in doubt': account.doubted,
      'RSS, MB': Math.round(Math.max(...worker.rss) / 2 ** 20),
      'RSS, last quarter to second': growth.toFixed(2),
    },
    wrong,
  };
}

function moody(random: Random) {
  const moods = new Map<string, (typeof MOODS)[number]>();
  return ({ stage, to, nth }: { stage: string; to: string; nth: number }) => {
    if (stage === 'rcpt' && nth === 1 && random.next() < 0.05) moods.set(to, random.pick(MOODS));
    const mood = nth === 1 ? moods.get(to) : undefined;
    return mood?.[0] === stage ? mood[1] : undefined;
  };
}

async function queueSome(bench: Bench, server: OwnServer, letters: number): Promise<number> {
  if (letters <= 0) return 0;
  const now = new Date();
  const db = await createDataSource(server.directUrl, 1).initialize();
  try {
    const given = { expiresAt: new Date(now.getTime() + DAY) };
    await queueLetters(
      db,
      Array.from({ length: letters }, () => letterAt(now, bench.random, given)),
      now,
    );
    return letters;
  } finally {
    await db.destroy();
  }
}

interface Soaking {
  ready: Promise<unknown>;
  rss: number[];
  stop(): Promise<void>;
  kill(): Promise<void>;
}

function startSoaking(settings: Record<string, string>): Soaking {
  const loader = ['--no-warnings', '--import', './test/support/typescript.mjs'];
  const child: ChildProcess = spawn(process.execPath, [...loader, 'test/faults/soak-child.ts'], {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const rss: number[] = [];
  const ended = once(child, 'close');
  child.on('message', (said: 'ready' | { rss: number }) => {
    if (said !== 'ready') rss.push(said.rss);
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return {
    ready: Promise.race([once(child, 'message'), ended]),
    rss,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/** The mean of the last quarter of the samples in parts of that of the second. */
function growthOf(samples: readonly number[]): number {
  const quarter = Math.floor(samples.length / 4);
  if (quarter === 0) return 1;
  const mean = (part: readonly number[]) => part.reduce((sum, n) => sum + n, 0) / part.length;
  return mean(samples.slice(-quarter)) / mean(samples.slice(quarter, 2 * quarter));
}
