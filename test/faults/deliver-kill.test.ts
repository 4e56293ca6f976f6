import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { draft, empty, later, NOW, queue, states } from '../deliver/support.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { type SmtpRelay, startSmtp } from '../support/smtp-server.js';
import { runCommand } from './run-command.js';

const CONNECTIONS = 5;
const LETTERS = 240;

let database: TestDatabase;
let db: DataSource;
let relay: SmtpRelay;
let child: ChildProcess | undefined;
/** The running child gets this signal as soon as the relay holds so many letters. */
let strike: { at: number; signal: NodeJS.Signals } | undefined;

beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
afterEach(async () => {
  child?.kill('SIGKILL');
  await relay.down();
  await empty(db);
});

async function start(): Promise<void> {
  const onMail = () => {
    if (!strike || relay.mails.length < strike.at) return;
    child?.kill(strike.signal);
    strike = undefined; // a second signal would end a process that is finishing its letters
  };
  relay = await startSmtp({ delay: 15, onMail });
  await queue(
    db,
    Array.from({ length: LETTERS }, () => draft()),
  );
}

interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  tally: Record<string, number> | null;
}

/** Runs `deliver` in a process of its own; struck at so many letters, or left alone. */
async function deliver(now: Date, struck?: typeof strike): Promise<End> {
  strike = struck;
  const settings = { DATABASE_URL: database.url, SMTP_URL: relay.url };
  const { code, signal, printed } = await runCommand(['deliver', now], settings, (started) => {
    child = started;
  });
  child = undefined;
  return { code, signal, tally: printed === '' ? null : JSON.parse(printed) };
}

const recipients = (): Map<string, Buffer[]> => {
  const copies = new Map<string, Buffer[]>();
  for (const { to, raw } of relay.mails) copies.set(to, [...(copies.get(to) ?? []), raw]);
  return copies;
};

test('kill -9 in mid-delivery, three times: nothing is lost, and what came twice is the same and flagged', async () => {
  await start();
  const kills = [40, 95, 170];
  for (const [n, at] of kills.entries()) {
    const end = await deliver(later(12 * n), { at, signal: 'SIGKILL' });
    expect(end.signal).toBe('SIGKILL');
  }
  const { code } = await deliver(later(12 * kills.length));
  expect(code).toBe(0);
  expect(await states(db)).toEqual({ sent: LETTERS });
  const copies = recipients();
  expect(copies.size).toBe(LETTERS);
  const doubted = await db.query<{ to_email: string }[]>(
    `select to_email from letter join letter_body on letter_id = letter.id where doubt > 0`,
  );
  const flagged = new Set(doubted.map((row) => row.to_email));
  const twice = [...copies].filter(([, raws]) => raws.length > 1);
  // The blow falls before the relay has answered for the letter it just kept, so some must have come twice.
  expect(twice.length).toBeGreaterThan(0);
  for (const [to, raws] of twice) {
    expect(flagged).toContain(to);
    for (const raw of raws) expect(raw.equals(raws[0] ?? Buffer.alloc(0))).toBe(true);
  }
  expect(relay.mails.length - LETTERS).toBeLessThanOrEqual(CONNECTIONS * kills.length);
}, 40_000);

test('SIGTERM in mid-delivery: what was claimed is finished, nothing is lost and nothing doubled', async () => {
  await start();
  const { code, tally } = await deliver(NOW, { at: 60, signal: 'SIGTERM' });
  expect(code).toBe(0);
  const sent = relay.mails.length;
  expect(tally).toMatchObject({ sent, failed: 0, inDoubt: 0 });
  expect(sent).toBeLessThan(LETTERS);
  expect(await states(db)).toEqual({ sent, ready: LETTERS - sent });
  expect((await deliver(NOW)).code).toBe(0);
  expect(relay.mails).toHaveLength(LETTERS);
  expect(recipients().size).toBe(LETTERS);
}, 40_000);
