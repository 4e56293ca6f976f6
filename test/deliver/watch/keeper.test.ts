import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Keeper } from '../../../src/deliver/keeper.js';
import { MailboxMailer } from '../../../src/deliver/mailbox-mailer.js';
import type { Mailer } from '../../../src/deliver/mailer.js';
import { queueCanary } from '../../../src/deliver/watch/canary.js';
import { lettersByState, readMailHealth } from '../../../src/deliver/watch/mail-health.js';
import type { Log } from '../../../src/kit/log.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { draft, empty, later, NOW, queue, silent, stepWith } from '../support.js';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
afterEach(async () => {
  await empty(db);
  await db.query('truncate mail_watch');
});

const health = (at: Date) => readMailHealth(db, { warmUp: false }, at);

test('the operator is called once when the relay is gone for good, and told when it is back', async () => {
  const log = { ...silent, error: jest.fn(), info: jest.fn(), warn: jest.fn(), debug: () => undefined };
  const keeper = new Keeper({ db, inDoubt: 'resend', log: log as unknown as Log });
  let up = false;
  const mailer: Mailer = {
    send: async (_, gate) => {
      if (!up) return { kind: 'link', code: null, enhanced: null, reason: 'ECONNREFUSED' };
      await gate();
      return { kind: 'sent', relayId: 'x', code: 250, enhanced: null };
    },
    close: () => undefined,
  };
  const step = stepWith({ db, mailer });
  await queue(db, [draft()]);
  // Looked after each minute: the service's own pace would only make the test longer.
  for (let minute = 0; minute <= 40; minute += 1) {
    await keeper.run(later(minute));
    await step.run(later(minute));
    if (minute === 14) expect(log.error).not.toHaveBeenCalled();
  }
  expect(log.error.mock.calls.map(([said]) => said)).toEqual([{ alarm: 'link' }]);
  expect((await health(later(40))).alarm).toMatchObject({ why: 'link', since: expect.any(Date) });
  up = true;
  await step.run(later(55));
  await keeper.run(later(56));
  expect(log.error).toHaveBeenCalledTimes(1);
  expect(log.info).toHaveBeenCalledWith(expect.stringContaining('the alarm is over'));
  expect((await health(later(56))).alarm).toBeNull();
});

test('the canary goes the way of every letter, once an hour, and is worth nothing after its hour', async () => {
  await queueCanary(db, 'canary@mail.example', NOW);
  await queueCanary(db, 'canary@mail.example', later(1));
  const step = stepWith({ db, mailer: new MailboxMailer() });
  expect(await step.run(later(1))).toMatchObject({ sent: 1 });
  await queueCanary(db, 'canary@mail.example', later(60));
  expect(await step.run(later(121))).toMatchObject({ sent: 0, expired: 1 });
});

test('how letters fare is told by lane: depth, age, rates, answers, what came back', async () => {
  const letters = [draft(), draft(), draft({ to: 'anna@gmail.com', dueAt: later(60) })];
  await queue(db, letters);
  await stepWith({ db, mailer: new MailboxMailer() }).run(NOW);
  await db.query(
    `insert into bounce_event (source, event_id, subscriber_id, letter_id, kind, received_at)
     values ('box', '1', $1, $2, 'complaint', $3)`,
    [letters[0]!.subscriberId, letters[0]!.id, later(1)],
  );
  const told = await health(later(30));
  expect(told).toMatchObject({ alarm: null, inDoubt: 0, lastAcceptedAt: expect.any(Date) });
  expect(told.depths).toEqual([{ lane: 'gmail', state: 'ready', letters: 1, oldest: later(60) }]);
  expect(told.lanes.find(({ name }) => name === 'other')).toMatchObject({
    sent: 2,
    complained: 1,
    complaintRate: 0.5,
    deferralRate: 0,
    open: false,
    replySeconds: { p50: expect.any(Number), p99: expect.any(Number) },
  });
  expect(lettersByState(told)).toEqual([
    { state: 'ready', letters: 1, oldest: later(60) },
    { state: 'sent', letters: 2, oldest: null },
  ]);
});
