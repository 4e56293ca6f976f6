import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { addressHash } from '../../src/deliver/address-hash.js';
import type { LetterDraft } from '../../src/deliver/enqueue.js';
import { lostDigests } from '../../src/deliver/lost-digests.sql.js';
import type { SmtpMailer } from '../../src/deliver/smtp-mailer.js';
import { suppress } from '../../src/deliver/suppression.sql.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { type SmtpOptions, type SmtpRelay, startSmtp } from '../support/smtp-server.js';
import {
  draft,
  empty,
  later,
  letterRow,
  NOW,
  path,
  queue,
  SECRET,
  smtpMailer,
  states,
  stepWith,
} from './support.js';

let database: TestDatabase;
let db: DataSource;
let relay: SmtpRelay;
let mailer: SmtpMailer;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
afterEach(async () => {
  mailer.close();
  await relay.down();
  await empty(db);
  await db.query('truncate suppression');
});

async function start(options: SmtpOptions = {}, patience = 2000): Promise<void> {
  relay = await startSmtp(options);
  mailer = smtpMailer(relay.url, { patience });
}

const none = { sent: 0, failed: 0, retried: 0, inDoubt: 0, expired: 0 };

const stop = ({ to }: LetterDraft, scope: 'all' | 'digest', expiresAt: Date | null = null) =>
  db.transaction((tx) =>
    suppress(
      tx,
      { addressHash: addressHash(SECRET, to), scope, reason: 'complaint', evidence: null, expiresAt },
      NOW,
    ),
  );

describe('an address that is not to be written to', () => {
  test('gets nothing, even where its letter was queued before; the others get theirs, and its digest is free', async () => {
    await start();
    const [stopped, other] = [draft({ to: 'Anna@Mail.example' }), draft()];
    await queue(db, [stopped, other]);
    await stop(stopped, 'all');
    expect(await stepWith({ db, mailer }).run(NOW)).toEqual({ ...none, sent: 1 });
    expect(relay.mails.map(({ to }) => to)).toEqual([other.to]);
    expect(await path(db, stopped)).toBe('ready>claimed>cancelled');
    expect(await letterRow(db, stopped)).toMatchObject({ reason: 'the address is not to be written to' });
    expect(await lostDigests(db)).toEqual([
      { subscriberId: stopped.subscriberId, digestId: stopped.digestId },
    ]);
  });

  test('as far as digests go still gets what it asks for with its own hands', async () => {
    await start();
    const digest = draft({ to: 'anna@mail.example' });
    await queue(db, [digest, draft({ to: digest.to, kind: 'confirm', digestId: null })]);
    await stop(digest, 'digest');
    expect(await stepWith({ db, mailer }).run(NOW)).toEqual({ ...none, sent: 1 });
    expect(await states(db)).toEqual({ sent: 1, cancelled: 1 });
  });

  test('for a time only is written to again after it', async () => {
    await start();
    const letter = draft();
    await queue(db, [letter]);
    await stop(letter, 'all', later(-1));
    expect(await stepWith({ db, mailer }).run(NOW)).toEqual({ ...none, sent: 1 });
  });

  test('between the claim and the end of the letter gets nothing either', async () => {
    await start();
    const letter = draft();
    await queue(db, [letter]);
    const { send } = mailer;
    mailer.send = (outgoing, gate) =>
      send.call(mailer, outgoing, async () => {
        await stop(letter, 'all');
        return gate();
      });
    expect(await stepWith({ db, mailer }).run(NOW)).toEqual(none);
    expect(relay.mails).toHaveLength(0);
    expect(await states(db)).toEqual({ cancelled: 1 });
  });
});

describe('a relay that knows letters again by their key', () => {
  test('is asked until it answers, and then nothing is in doubt', async () => {
    await start({ faults: (_, nth) => (nth <= 3 ? 'keep, then cut' : undefined) });
    const letter = draft();
    await queue(db, [letter]);
    const step = stepWith({ db, mailer, inDoubt: 'oracle' });
    for (const minute of [0, 2, 4]) expect(await step.run(later(minute))).toEqual({ ...none, inDoubt: 1 });
    expect(await letterRow(db, letter)).toMatchObject({ state: 'ready', doubt: 3 });
    expect(await step.run(later(6))).toEqual({ ...none, sent: 1 });
    expect(await letterRow(db, letter)).toMatchObject({ state: 'sent', doubt: 0 });
    expect(new Set(relay.mails.map(({ raw }) => raw.toString('latin1'))).size).toBe(1);
  });

  test('is not asked for ever', async () => {
    await start({ faults: () => 'keep, then cut' });
    const letter = draft();
    await queue(db, [letter]);
    const step = stepWith({ db, mailer, inDoubt: 'oracle' });
    for (let minute = 0; minute < 20; minute += 2) await step.run(later(minute));
    expect(relay.mails).toHaveLength(6);
    expect(await letterRow(db, letter)).toMatchObject({ state: 'in_doubt', doubt: 6 });
  });
});

test('under "resend" a letter that was in doubt stays marked when it is sent: it may have arrived twice', async () => {
  await start({ faults: (_, nth) => (nth === 1 ? 'keep, then cut' : undefined) });
  const letter = draft();
  await queue(db, [letter]);
  const step = stepWith({ db, mailer });
  await step.run(NOW);
  expect(await step.run(later(2))).toEqual({ ...none, sent: 1 });
  expect(await letterRow(db, letter)).toMatchObject({ state: 'sent', doubt: 1 });
});

test('stopping does not wait for a relay that never answers: the letter stays handed over, its lease answers for it', async () => {
  await start({ faults: () => 'keep, then hang' }, 60_000);
  const letter = draft();
  await queue(db, [letter]);
  const step = stepWith({ db, mailer, grace: 200 });
  const run = step.run(NOW);
  while (relay.mails.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const started = performance.now();
  await step.stop();
  expect(await run).toEqual(none);
  expect(performance.now() - started).toBeLessThan(5000);
  expect(await letterRow(db, letter)).toMatchObject({ state: 'handoff' });
  expect(await stepWith({ db, mailer, inDoubt: 'hold' }).run(later(12))).toEqual({ ...none, inDoubt: 1 });
});
