import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { claimLetters } from '../../../src/deliver/claim.sql.js';
import { type Delivery, deliverLetter } from '../../../src/deliver/deliver-letter.js';
import { applyReturns } from '../../../src/subscribe/apply-returns.js';
import { buildSavedSearch, buildSubscriber } from '../../support/build.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { type ScriptedRelay, startScript } from '../scripted-relay.js';
import {
  draft,
  later,
  letterRow,
  NOW,
  queue,
  ROADS,
  SECRET,
  silent,
  smtpMailer,
  stepWith,
} from '../support.js';

const DAY = 24 * 60;

let database: TestDatabase;
let db: DataSource;
let relay: ScriptedRelay | undefined;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
afterEach(async () => {
  await relay?.end();
  await db.query(
    `truncate letter, letter_body, letter_event, lane, lane_hour, bounce_event, suppression, address, saved_search,
       search, subscriber cascade`,
  );
});

/** Delivers a digest to the subscriber over a relay that answers so to RCPT, or to the end of the letter. */
async function deliver(
  answers: { rcpt?: string; end?: string },
  { subscriberId, at = NOW }: { subscriberId: string; at?: Date },
) {
  relay = await startScript((line) =>
    line.startsWith('RCPT') ? answers.rcpt : line === 'LETTER' ? answers.end : undefined,
  );
  const letter = {
    ...draft({ subscriberId, to: 'anna@mail.example' }),
    dueAt: at,
    expiresAt: later(DAY, at),
  };
  await queue(db, [letter], at);
  const mailer = smtpMailer(relay.url);
  const tally = await stepWith({ db, mailer }).run(at);
  mailer.close();
  await relay.end();
  return { letter, tally };
}

const anna = () => buildSubscriber(db, { email: 'anna@mail.example' });
const events = () =>
  db.query<Record<string, unknown>[]>(
    'select source, kind, cause, status, applied_at is null as waits from bounce_event order by id',
  );
// A run's clock goes on from where it began: to the minute.
const suppressed = () =>
  db.query<unknown[]>(
    `select scope, reason, date_trunc('minute', expires_at) as expires_at from suppression`,
  );

describe('a relay that refuses a letter', () => {
  test('because nobody lives there suppresses at once, and ends the searches', async () => {
    const subscriberId = await anna();
    await buildSavedSearch(db, { subscriberId });
    const { letter, tally } = await deliver({ rcpt: '550 5.1.1 No such user here' }, { subscriberId });
    expect(tally).toMatchObject({ failed: 1, sent: 0 });
    expect(await letterRow(db, letter)).toMatchObject({ state: 'failed', code: 550, enhanced: '5.1.1' });
    expect(await events()).toEqual([
      { source: 'relay', kind: 'hard', cause: 'dead', status: '5.1.1', waits: true },
    ]);
    expect(await suppressed()).toEqual([{ scope: 'all', reason: 'dead', expires_at: later(30 * DAY) }]);
    expect(await applyReturns(db, NOW)).toBe(1);
    expect(await db.query('select ended_reason from subscriber')).toEqual([{ ended_reason: 'bounced' }]);
  });

  test('because nobody lives there, said without a status, suppresses as well', async () => {
    await deliver({ rcpt: '550 User unknown' }, { subscriberId: await anna() });
    expect(await suppressed()).toHaveLength(1);
  });

  test('once it had the whole of it is believed the second time', async () => {
    const subscriberId = await anna();
    await deliver({ end: '550 5.1.1 No such user here' }, { subscriberId });
    expect([await events(), await suppressed()]).toEqual([
      [{ source: 'relay', kind: 'hard', cause: 'dead', status: '5.1.1', waits: false }],
      [],
    ]);
    await deliver({ end: '550 5.1.1 No such user here' }, { subscriberId, at: later(DAY) });
    expect(await suppressed()).toEqual([{ scope: 'all', reason: 'dead', expires_at: later(31 * DAY) }]);
    expect(await applyReturns(db, later(DAY))).toBe(1);
  });

  test('because the box is full scores, and the fourth time digests rest', async () => {
    const subscriberId = await anna();
    for (let day = 0; day < 4; day++) {
      expect(await suppressed()).toEqual([]);
      await deliver({ rcpt: '552 5.2.2 Mailbox full' }, { subscriberId, at: later(day * DAY) });
    }
    expect(await suppressed()).toEqual([{ scope: 'digest', reason: 'asleep', expires_at: later(17 * DAY) }]);
    expect(await applyReturns(db, later(3 * DAY))).toBe(0);
  });

  test.each([
    ['content', { end: '554 5.7.1 Message rejected as spam' }, 'content'],
    ['its size', { rcpt: '552 5.3.4 Message size exceeds fixed limit' }, 'content'],
    ['our name', { rcpt: '550 5.7.1 Client host blocked using a blocklist' }, 'sender'],
    ['words that nobody knows', { rcpt: '550 Nope' }, 'unknown'],
  ])('because of %s never blames the person', async (_, answers, cause) => {
    const subscriberId = await anna();
    for (let day = 0; day < 5; day++) await deliver(answers, { subscriberId, at: later(day * DAY) });
    expect(await suppressed()).toEqual([]);
    expect(new Set((await events()).map((event) => `${event.kind} ${event.cause}`))).toEqual(
      new Set([`soft ${cause}`]),
    );
    expect(await applyReturns(db, later(5 * DAY))).toBe(0);
  });

  test('because of our PTR, our TLS or for now says nothing of the person, and the letter waits', async () => {
    for (const rcpt of ['550 5.7.25 no PTR record', '550 5.7.29 TLS is required', '450 4.1.1 later']) {
      const { letter } = await deliver({ rcpt }, { subscriberId: await anna() });
      expect(await letterRow(db, letter)).toMatchObject({ state: 'ready' });
      await db.query('truncate address, subscriber, letter, lane cascade');
    }
    expect([await events(), await suppressed()]).toEqual([[], []]);
  });
});

test('who answers for a letter whose lease had passed writes nothing of what the relay said', async () => {
  relay = await startScript((line) => (line.startsWith('RCPT') ? '550 5.1.1 No such user' : undefined));
  await queue(db, [draft({ subscriberId: await anna(), to: 'anna@mail.example' })]);
  const [letter] = await claimLetters(db, { roads: ROADS, owner: 'slow', at: NOW, limit: 1 });
  await db.query('update letter set fence = fence + 1');
  const mailer = smtpMailer(relay.url);
  const tally: Delivery['tally'] = { sent: 0, failed: 0, retried: 0, inDoubt: 0, expired: 0 };
  await deliverLetter(
    { db, mailer, inDoubt: 'resend', secret: SECRET, log: silent, at: () => NOW, tally },
    letter!,
  );
  mailer.close();
  expect([await events(), await suppressed(), tally.failed]).toEqual([[], [], 0]);
});
