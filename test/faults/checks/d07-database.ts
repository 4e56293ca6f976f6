import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { createDataSource } from '../../../src/store/data-source.js';
import { until } from '../../support/until.js';
import { takeAccount, wrongOf } from '../harness/account.js';
import { type Bench, type Check, CONNECTIONS, type Verdict } from '../harness/bench.js';
import { settleAll } from '../harness/blows.js';
import { letterAt, queueLetters } from '../harness/letters.js';
import { OwnServer } from '../harness/own-server.js';
import { minutes, NOW } from '../harness/played-clock.js';
import type { Relay } from '../relay/relay.js';

const LETTERS = 150;
const SETTLING = /update letter set state = \$6/;

/** What befalls the database while letters are on their way. */
type Blow = (at: { bench: Bench; server: OwnServer }) => Promise<void>;

const BLOWS: Record<string, Blow> = {
  restart: async ({ server }) => server.restart(),
  pause: async ({ bench, server }) => {
    server.road.hold();
    await wait(Math.min(bench.sizes.pause, 30) * 1000, null, { signal: bench.signal });
    server.road.goOn();
  },
  cut: async ({ server }) => server.road.cut(),
  'commit lost': async ({ server }) => {
    let lost = 0;
    server.road.losesAnswerTo = (sent) => SETTLING.test(sent.toString('latin1')) && ++lost <= CONNECTIONS;
    await until(() => lost > 0, 60_000);
  },
  full: ({ server }) => fillUp(server),
};

/** A database that restarts, stands still, is cut off, loses a commit's answer, or is full. */
export const databaseFaults: Check = {
  id: 'D7',
  promise:
    'database restart, pause, cut, commit lost after the 250, full: nothing lost, at most a duplicate a connection',
  async run(bench: Bench): Promise<Verdict> {
    const server = new OwnServer();
    bench.later(() => server.close());
    await server.open();
    const figures: Verdict['figures'] = {};
    const wrong: string[] = [];
    for (const [name, blow] of Object.entries(BLOWS)) {
      bench.signal.throwIfAborted();
      const found = await strike(bench, server, blow);
      figures[name] = `${found.duplicates} duplicates, ${found.doubted} in doubt`;
      wrong.push(...found.wrong.map((sentence) => `${name}: ${sentence}`));
    }
    return { figures, wrong };
  },
};

async function strike(bench: Bench, server: OwnServer, blow: Blow) {
  const relay: Relay = await bench.relay({ delay: 20 });
  const crew = bench.crew({ DATABASE_URL: server.url, SMTP_URL: relay.url });
  const worker = await crew.next();
  const queuing = await createDataSource(server.directUrl).initialize();
  await queuing.query('truncate letter, letter_body, letter_event');
  const letters = Array.from({ length: LETTERS }, () => letterAt(NOW, bench.random));
  await queueLetters(queuing, letters, NOW).finally(() => queuing.destroy());
  const end = worker.run({ command: 'deliver', now: NOW.toISOString() });
  await until(() => relay.book.copies.length >= bench.random.whole(5, 40), 60_000);
  await blow({ bench, server });
  await end;
  server.road.losesAnswerTo = () => false;
  await crew.dismissSpare(); // it may have been connected to what is no more
  const db = await createDataSource(server.directUrl).initialize();
  try {
    await settleAll({ bench, db, crew }, minutes(12));
    const account = await takeAccount(db, relay.book);
    const wrong = wrongOf(account);
    if (account.letters !== LETTERS) wrong.push(`the database has ${account.letters} of ${LETTERS} letters`);
    if (account.duplicates > CONNECTIONS) wrong.push(`${account.duplicates} duplicates`);
    return { ...account, wrong };
  } finally {
    await db.destroy();
  }
}

/** Takes every connection that the server gives, lets the worker run into that, and goes. */
async function fillUp(server: OwnServer): Promise<void> {
  const held: pg.Client[] = [];
  server.road.cut();
  for (;;) {
    const client = new pg.Client(server.directUrl);
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch {
      break;
    }
    held.push(client);
  }
  await wait(500);
  await Promise.all(held.map((client) => client.end()));
}
