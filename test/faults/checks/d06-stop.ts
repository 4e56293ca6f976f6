import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { until } from '../../support/until.js';
import { takeAccount, wrongOf } from '../harness/account.js';
import type { Bench, Check, Verdict } from '../harness/bench.js';
import { settleAll } from '../harness/blows.js';
import { letterAt, queueLetters } from '../harness/letters.js';
import { minutes, NOW } from '../harness/played-clock.js';
import type { WorkerStep } from '../harness/strike.js';
import type { Crew, End, Worker } from '../harness/worker.js';
import type { Stage } from '../relay/fault.js';
import type { Relay } from '../relay/relay.js';

type Point = { worker: WorkerStep } | { relay: Stage };

/** Where workers are stopped; `handed` where the relay may have the letter. */
const POINTS: readonly { name: string; at: Point; handed: boolean }[] = [
  { name: 'claim', at: { worker: 'after claim' }, handed: false },
  { name: 'render', at: { relay: 'data' }, handed: false },
  { name: 'before gate', at: { worker: 'before gate' }, handed: false },
  { name: 'after gate', at: { worker: 'after gate' }, handed: true },
  { name: 'after dot', at: { relay: 'end' }, handed: true },
  { name: 'before commit', at: { worker: 'before commit' }, handed: true },
];

const ENOUGH = 60_000;

/** A worker that sleeps at each state while another does all the work, and then wakes. */
export const stopAndGo: Check = {
  id: 'D6',
  promise:
    'SIGSTOP at each state, two workers: no duplicate outside handoff, and after 11 minutes each is flagged',
  async run(bench: Bench): Promise<Verdict> {
    // Longer than the lease of a claim, shorter than that of a handoff; then longer than both.
    const short = await sleepThrough(bench, { minutes: 1.5, real: bench.sizes.pause >= 90 });
    const long = await sleepThrough(bench, { minutes: 12, real: false });
    const wrong = [...short.wrong, ...long.wrong];
    if (short.duplicates + short.doubted > 0)
      wrong.push('a pause within the handoff lease made doubts or duplicates');
    if (long.claimedTwice > 0) wrong.push('a letter stopped before the gate came twice');
    return {
      figures: {
        stops: 2 * POINTS.length,
        'duplicates within 90 s': short.duplicates,
        'duplicates after 12 minutes': long.duplicates,
        'of these flagged': long.doubted,
        'stopped before the gate, came twice': long.claimedTwice,
      },
      wrong,
    };
  },
};

async function sleepThrough(bench: Bench, pause: { minutes: number; real: boolean }) {
  const { dataSource: db, url } = await bench.database();
  const relay = await bench.relay();
  const settings = { DATABASE_URL: url, SMTP_URL: relay.url };
  const sleepers = bench.crew({ ...settings, MAIL_CONNECTIONS: '1' });
  const stopped: { worker: Worker; end: Promise<End>; to: string; handed: boolean }[] = [];
  for (const { at, handed } of POINTS) {
    const letter = letterAt(NOW, bench.random);
    await queueLetters(db, [letter], NOW);
    stopped.push({ ...(await stopAt({ db, relay, crew: sleepers }, at)), to: letter.to, handed });
  }
  await queueLetters(
    db,
    Array.from({ length: 30 }, () => letterAt(NOW, bench.random)),
    NOW,
  );
  const awake = bench.crew(settings);
  if (pause.real) await wait(pause.minutes * 60_000, null, { signal: bench.signal });
  await (await awake.next()).run({ command: 'deliver', now: minutes(pause.minutes).toISOString() });
  for (const { worker } of stopped) worker.strike('SIGCONT');
  const ends = await Promise.all(stopped.map(({ end }) => end));
  await settleAll({ bench, db, crew: awake }, minutes(pause.minutes + 12));
  const account = await takeAccount(db, relay.book);
  return {
    ...account,
    claimedTwice: stopped.filter(({ to, handed }) => !handed && relay.book.copiesTo(to).length > 1).length,
    wrong: [
      ...wrongOf(account),
      ...ends
        .filter(({ code }) => code !== 0)
        .map((end) => `a woken worker ended with ${JSON.stringify(end)}`),
    ],
  };
}

/** Starts a worker that falls asleep over the one letter that is ready. */
async function stopAt({ db, relay, crew }: { db: DataSource; relay: Relay; crew: Crew }, at: Point) {
  const worker = await crew.next();
  let asleep = false;
  relay.plan = ({ stage }) => {
    if (!asleep && 'relay' in at && stage === at.relay) {
      worker.strike('SIGSTOP');
      asleep = true;
    }
    return undefined;
  };
  const strike = 'worker' in at ? { strike: { step: at.worker, nth: 1, signal: 'SIGSTOP' as const } } : {};
  const end = worker.run({ command: 'deliver', now: NOW.toISOString(), ...strike });
  await until(async () => (await isUnderWay(db)) && worker.isStopped(), ENOUGH);
  return { worker, end };
}

async function isUnderWay(db: DataSource): Promise<boolean> {
  const [row] = await db.query<{ ready: number }[]>(
    `select count(*)::int as ready from letter where state = 'ready'`,
  );
  return row?.ready === 0;
}
