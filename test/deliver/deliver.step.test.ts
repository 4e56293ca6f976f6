import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createMailer } from '../../src/deliver/create-mailer.js';
import { lostDigests } from '../../src/deliver/lost-digests.sql.js';
import type { Gate, Mailer, OutgoingLetter } from '../../src/deliver/mailer.js';
import type { Log } from '../../src/kit/log.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { type SmtpOptions, type SmtpRelay, startSmtp } from '../support/smtp-server.js';
import {
  draft,
  empty,
  FROM,
  later,
  letterRow,
  MAIL,
  NOW,
  path,
  queue,
  silent,
  smtpMailer,
  states,
  stepWith,
} from './support.js';

let database: TestDatabase;
let db: DataSource;
let relay: SmtpRelay;
let mailer: Mailer;

beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
afterEach(async () => {
  mailer?.close();
  await relay?.down();
  await empty(db);
});

async function start(options: SmtpOptions = {}, patience?: number) {
  relay = await startSmtp(options);
  mailer = smtpMailer(relay.url, patience ? { patience } : {});
  return stepWith({ db, mailer });
}

const none = { sent: 0, failed: 0, retried: 0, inDoubt: 0, expired: 0 };

describe('what is due goes out', () => {
  test('each letter once, with its whole story kept; a second run finds nothing to do', async () => {
    const step = await start();
    const letters = [draft(), draft(), draft({ dueAt: later(5) })];
    await queue(db, letters);
    expect(await step.run(NOW)).toEqual({ ...none, sent: 2 });
    expect(await step.run(NOW)).toEqual(none);
    expect(relay.mails.map((mail) => mail.to).sort()).toEqual([letters[0]!.to, letters[1]!.to].sort());
    expect(await path(db, letters[0]!)).toBe('ready>claimed>handoff>sent');
    expect(await letterRow(db, letters[0]!)).toMatchObject({
      state: 'sent',
      attempt: 1,
      doubt: 0,
      code: 250,
    });
    expect(await letterRow(db, letters[2]!)).toMatchObject({ state: 'ready', attempt: 0 });
  });

  test('the most urgent first, then the one due longest', async () => {
    relay = await startSmtp();
    mailer = smtpMailer(relay.url);
    const step = stepWith({ db, mailer, connections: 1 });
    const digest = draft({ dueAt: later(-30) });
    const older = draft({ dueAt: later(-60) });
    const confirm = draft({ kind: 'confirm', priority: 0, digestId: null });
    await queue(db, [digest, older, confirm]);
    await step.run(NOW);
    expect(relay.mails.map((mail) => mail.to)).toEqual([confirm.to, older.to, digest.to]);
  });

  test('300 letters and two processes at once: each is sent once, over no more connections than allowed', async () => {
    await start();
    const other = smtpMailer(relay.url);
    const letters = Array.from({ length: 300 }, () => draft());
    await queue(db, letters);
    const steps = [stepWith({ db, mailer }), stepWith({ db, mailer: other })];
    const tallies = await Promise.all(steps.map((step) => step.run(NOW)));
    other.close();
    expect(tallies.reduce((sum, tally) => sum + tally.sent, 0)).toBe(300);
    expect(new Set(relay.mails.map((mail) => mail.to)).size).toBe(300);
    expect(relay.mails).toHaveLength(300);
    expect(await states(db)).toEqual({ sent: 300 });
    // A connection carries 100 letters, then a fresh one is opened.
    expect(relay.connections()).toBeLessThanOrEqual(12);
  });

  test('a late letter expires instead, and its digest is free again', async () => {
    const step = await start();
    const late = draft({ expiresAt: later(-1) });
    await queue(db, [late]);
    expect(await step.run(NOW)).toEqual({ ...none, expired: 1 });
    expect(relay.mails).toHaveLength(0);
    expect(await lostDigests(db)).toEqual([{ subscriberId: late.subscriberId, digestId: late.digestId }]);
  });

  test('a letter whose body is gone fails with a reason, and holds up nobody', async () => {
    const step = await start();
    const [gone, whole] = [draft(), draft()];
    await queue(db, [gone, whole]);
    await db.query('delete from letter_body where letter_id = $1', [gone.id]);
    expect(await step.run(NOW)).toEqual({ ...none, sent: 1, failed: 1 });
    expect(await letterRow(db, gone)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('body'),
    });
  });
});

describe('what the relay refuses', () => {
  test('for ever (550) fails, with its words kept, and frees the digest', async () => {
    const step = await start({ faults: () => '550 at rcpt' });
    const letter = draft();
    await queue(db, [letter]);
    expect(await step.run(NOW)).toEqual({ ...none, failed: 1 });
    expect(await letterRow(db, letter)).toMatchObject({ state: 'failed', code: 550, enhanced: '5.1.1' });
    expect(await lostDigests(db, [letter.subscriberId])).toHaveLength(1);
    expect(await lostDigests(db, ['1'])).toHaveLength(0);
  });

  test('for now (450) comes again after ever longer waits, byte for byte the same once it is taken', async () => {
    const step = await start({ faults: (_, nth) => (nth <= 3 ? '451 after dot' : undefined) });
    const letter = draft();
    await queue(db, [letter]);
    const waits: number[] = [];
    let now = NOW;
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(await step.run(now)).toEqual({ ...none, retried: 1 });
      expect(await step.run(now)).toEqual(none);
      const row = await letterRow(db, letter);
      expect(row).toMatchObject({ state: 'ready', attempt, code: 451 });
      waits.push((row.due_at.getTime() - now.getTime()) / 60_000);
      now = row.due_at;
    }
    expect(await step.run(now)).toEqual({ ...none, sent: 1 });
    for (const [n, expected] of [5, 15, 60].entries()) {
      expect(Math.abs(waits[n]! - expected)).toBeLessThanOrEqual(expected * 0.2 + 0.1);
    }
  });

  test('a relay that is down costs no letter and no attempt, is not stormed, and is one sentence in the log', async () => {
    await start();
    const warn = jest.fn();
    const step = stepWith({ db, mailer, log: { ...silent, warn, debug: () => undefined } as unknown as Log });
    await queue(
      db,
      Array.from({ length: 40 }, () => draft()),
    );
    await relay.down();
    const { retried } = await step.run(NOW);
    expect(retried).toBeGreaterThanOrEqual(5);
    expect(retried).toBeLessThan(10);
    expect(await states(db)).toEqual({ ready: 40 });
    expect(await db.query('select count(*)::int as n from letter where attempt > 0')).toEqual([{ n: 0 }]);
    expect(warn).toHaveBeenCalledTimes(1);
    await relay.up();
    expect(await step.run(later(0.1))).toEqual(none);
    expect(await step.run(later(2))).toEqual({ ...none, sent: 40 });
    expect(relay.mails).toHaveLength(40);
  });
});

describe('a letter that may have arrived', () => {
  test('goes once more, the same bytes, and is flagged; a second silence is final and frees the digest', async () => {
    const step = await start({ faults: (_, nth) => (nth <= 2 ? 'keep, then cut' : undefined) });
    const letter = draft();
    await queue(db, [letter]);
    expect(await step.run(NOW)).toEqual({ ...none, inDoubt: 1 });
    expect(await letterRow(db, letter)).toMatchObject({ state: 'ready', doubt: 1 });
    expect(await lostDigests(db)).toEqual([]);
    expect(await step.run(later(2))).toEqual({ ...none, inDoubt: 1 });
    expect(await letterRow(db, letter)).toMatchObject({ state: 'in_doubt', doubt: 2 });
    expect(await lostDigests(db)).toHaveLength(1);
    expect(await step.run(later(600))).toEqual(none);
    expect(relay.mails).toHaveLength(2);
    expect(relay.mails[0]!.raw.equals(relay.mails[1]!.raw)).toBe(true);
    const round = 'claimed>handoff>in_doubt';
    expect(await path(db, letter)).toBe(`ready>${round}>ready>${round}`);
  });

  test('under the policy "hold" is not sent again, but a confirm letter is', async () => {
    await start({ faults: (_, nth) => (nth === 1 ? 'keep, then hang' : undefined) }, 400);
    const step = stepWith({ db, mailer, inDoubt: 'hold' });
    const digest = draft();
    const confirm = draft({ kind: 'confirm', digestId: null });
    await queue(db, [digest, confirm]);
    expect(await step.run(NOW)).toEqual({ ...none, inDoubt: 2 });
    expect(await step.run(later(2))).toEqual({ ...none, sent: 1 });
    expect(await letterRow(db, digest)).toMatchObject({ state: 'in_doubt', doubt: 1 });
    expect(await letterRow(db, confirm)).toMatchObject({ state: 'sent', doubt: 1 });
    expect(await lostDigests(db)).toEqual([{ subscriberId: digest.subscriberId, digestId: digest.digestId }]);
  });
});

test('stopping finishes what is under way and claims nothing more', async () => {
  const step = await start({ delay: 150 });
  await queue(
    db,
    Array.from({ length: 40 }, () => draft()),
  );
  const run = step.run(NOW);
  while (relay.mails.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  await step.stop();
  const { sent } = await run;
  expect(sent).toBe(relay.mails.length);
  expect(sent).toBeLessThan(40);
  expect(await states(db)).toEqual({ sent, ready: 40 - sent });
  expect(await step.run(NOW)).toEqual(none);
});

test('playing another day, leases still last their real minutes from that day on', async () => {
  const day = new Date('2031-05-01T06:00:00Z');
  const letter = draft({ dueAt: day, expiresAt: later(600, day) });
  await queue(db, [letter], day);
  let lease = new Date(0);
  const peeking: Mailer = {
    async send({ id }: OutgoingLetter, gate: Gate) {
      await gate();
      const [row] = await db.query<{ lease_until: Date }[]>('select lease_until from letter where id = $1', [
        id,
      ]);
      lease = row!.lease_until;
      return { kind: 'sent', relayId: 'x', code: 250, enhanced: null };
    },
    close: () => undefined,
  };
  await stepWith({ db, mailer: peeking }).run(day);
  const minutes = (lease.getTime() - day.getTime()) / 60_000;
  expect(minutes).toBeGreaterThanOrEqual(11);
  expect(minutes).toBeLessThan(11.5);
  expect((await letterRow(db, letter)).sent_at?.toISOString()).toMatch(/^2031-05-01T06:0/);
});

test('without a relay letters go to the mailbox, but never in production', async () => {
  const settings = { smtpUrl: null, mailFrom: FROM, mail: MAIL };
  const step = stepWith({ db, mailer: createMailer({ ...settings, production: false }, Buffer.alloc(32)) });
  const letter = draft();
  await queue(db, [letter]);
  expect(await step.run(NOW)).toEqual({ ...none, sent: 1 });
  expect(await letterRow(db, letter)).toMatchObject({ state: 'sent', relay_id: 'mailbox' });
  expect(() => createMailer({ ...settings, production: true }, Buffer.alloc(32))).toThrow(
    /SMTP_URL is required in production/,
  );
});
