import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { returnPath, unsubscribeMailbox } from '../../../src/deliver/return-path.js';
import { ReturnsStep } from '../../../src/deliver/returns/returns.step.js';
import { takeMail } from '../../../src/deliver/returns/take-mail.js';
import { buildSubscriber } from '../../support/build.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { draft, later, NOW, queue, silent } from '../support.js';
import { type Dovecot, hasDovecot, startDovecot } from './dovecot.js';
import { failed, feedback, plain, report } from './mails.js';

const secret = Buffer.from('0123456789abcdef0123456789abcdef');
const DOMAIN = 'bounce.example';
const DAY = 24 * 60;

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
afterEach(() =>
  db.query(
    'truncate letter, letter_body, letter_event, bounce_event, suppression, returned_mail, address, subscriber cascade',
  ),
);

/** A subscriber, and a letter to them that has left. */
async function sent(subscriberId?: string, at = NOW) {
  const id = subscriberId ?? (await buildSubscriber(db, { email: 'anna@mail.example' }));
  const letter = draft({ subscriberId: id, to: 'anna@mail.example' });
  await queue(db, [letter], at);
  await db.query(`update letter set state = 'sent', sent_at = $2 where id = $1`, [letter.id, at]);
  return letter;
}

const back = (raw: Buffer, letter: { subscriberId: string; id: string }, to = returnPath) =>
  Buffer.from(raw.toString().replace(/^To: .*$/m, `To: ${to(secret, letter, DOMAIN)}`));
const dead = () => report({ fields: failed('5.1.1', '550 5.1.1 user unknown') });
const full = () => report({ fields: failed('5.2.2', '552 5.2.2 mailbox full') });
const come = (raw: Buffer, now = NOW) => takeMail({ db, secret }, raw, now);

const waiting = async (): Promise<string[]> =>
  (await db.query('select kind from bounce_event where applied_at is null order by id')).map(
    ({ kind }: { kind: string }) => kind,
  );
const suppressed = (): Promise<unknown[]> =>
  db.query('select scope, reason, expires_at from suppression order by scope');

describe('what came back by mail', () => {
  test('as dead is believed when a second letter says so, and ends what they had', async () => {
    const first = await sent();
    await come(back(dead(), first));
    expect([await waiting(), await suppressed()]).toEqual([[], []]);
    await come(back(dead(), await sent(first.subscriberId)), later(DAY));
    expect(await waiting()).toEqual(['hard']);
    expect(await suppressed()).toEqual([{ scope: 'all', reason: 'dead', expires_at: later(31 * DAY) }]);
  });

  test('as dead twice for one letter, or again after 30 days, is one strike', async () => {
    const letter = await sent();
    await come(back(dead(), letter));
    await come(back(report({ words: 'once more', fields: failed('5.1.1', '550 no such user') }), letter));
    await come(back(dead(), await sent(letter.subscriberId)), later(31 * DAY));
    expect([await waiting(), await suppressed()]).toEqual([[], []]);
  });

  test('is counted once however often it is read, also at the same moment', async () => {
    const raw = back(dead(), await sent());
    await Promise.all([come(raw), come(raw), come(raw)]);
    await come(raw);
    expect(
      await db.query('select kind, cause, status, message_key is not null as keyed from bounce_event'),
    ).toEqual([{ kind: 'hard', cause: 'dead', status: '5.1.1', keyed: true }]);
    expect(await db.query('select count(*)::int as n from returned_mail')).toEqual([{ n: 1 }]);
  });

  test('of two letters at the same moment makes the second strike', async () => {
    const one = await sent();
    const two = await sent(one.subscriberId);
    await Promise.all([come(back(dead(), one)), come(back(dead(), two))]);
    expect(await waiting()).toEqual(['hard']);
  });

  test('without a signed address names nobody, whatever Message-ID it brings', async () => {
    await sent();
    await come(dead());
    expect(await db.query('select subscriber_id, address_hash from bounce_event')).toEqual([
      { subscriber_id: null, address_hash: null },
    ]);
  });

  test('from a full box stops digests after four, and a box that takes letters heals', async () => {
    const { subscriberId } = await sent();
    for (let i = 1; i <= 3; i++) await come(back(full(), await sent(subscriberId, later(i))), later(i));
    for (let i = 4; i <= 7; i++) await sent(subscriberId, later(i));
    for (let i = 8; i <= 9; i++) await come(back(full(), await sent(subscriberId, later(i))), later(i));
    expect(await suppressed()).toEqual([]);
    await come(back(full(), await sent(subscriberId, later(10))), later(10));
    expect(await suppressed()).toEqual([
      { scope: 'digest', reason: 'asleep', expires_at: later(14 * DAY, later(10)) },
    ]);
    expect(await waiting()).toEqual([]);
  });

  test.each([
    ['content', failed('5.7.1', '550 message rejected as spam')],
    ['sender', failed('5.7.26', '550 5.7.26 unauthenticated')],
    ['road', failed('4.4.7', 'delivery timed out')],
  ])('because of %s never blames the person', async (cause, fields) => {
    const { subscriberId } = await sent();
    for (let i = 0; i < 6; i++) await come(back(report({ fields }), await sent(subscriberId)));
    expect([await waiting(), await suppressed()]).toEqual([[], []]);
    expect(await db.query('select distinct cause from bounce_event')).toEqual([{ cause }]);
  });

  test('as a complaint suppresses for good and ends; an opt-out only ends', async () => {
    const letter = await sent();
    const raw = (type: string) =>
      Buffer.from(
        feedback(type)
          .toString()
          .replace('Subject: 3', `Return-Path: ${returnPath(secret, letter, DOMAIN)}\nSubject: 3`),
      );
    await come(raw('opt-out'));
    expect([await waiting(), await suppressed()]).toEqual([['unsubscribe'], []]);
    await come(raw('abuse'));
    expect(await waiting()).toEqual(['unsubscribe', 'complaint']);
    expect(await suppressed()).toEqual([{ scope: 'all', reason: 'complaint', expires_at: null }]);
  });

  test('as a mailed unsubscribe ends, also after the letter is no longer kept', async () => {
    const letter = await sent();
    await db.query('truncate letter, letter_body');
    await come(
      back(plain(['From: anna@mail.example', 'To: x', 'Subject: stop'], ''), letter, unsubscribeMailbox),
    );
    expect(await waiting()).toEqual(['unsubscribe']);
    expect(await suppressed()).toEqual([]);
  });

  test('about somebody who was erased keeps nothing of them', async () => {
    const letter = await sent();
    await db.query('truncate letter, letter_body, address, subscriber cascade');
    await come(back(dead(), letter));
    expect(await db.query('select subscriber_id, letter_id, message_key from bounce_event')).toEqual([
      { subscriber_id: null, letter_id: null, message_key: null },
    ]);
  });

  test('with NUL and half characters in its words is kept all the same', async () => {
    const fields = failed('5.1.1', '550 user unknown \0 \ud800');
    await come(back(report({ fields }), await sent()));
    expect(await db.query('select count(*)::int as n from bounce_event')).toEqual([{ n: 1 }]);
  });
});

const here = hasDovecot();
if (!here) process.stdout.write('skipped: no dovecot (apt-get install dovecot-imapd, run as root)\n');

(here ? describe : describe.skip)('the bounce box', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  afterAll(() => dovecot?.stop());

  const step = (imapUrl: string | null = dovecot.url) =>
    new ReturnsStep({ db, secret, log: silent, imapUrl });

  test('is emptied of what is settled; what people wrote and what is too large stays, flagged, and is read once', async () => {
    const letter = await sent();
    await dovecot.put(back(dead(), letter));
    await dovecot.put(plain(['From: anna@mail.example', 'Subject: Question'], 'Who are you?'));
    await dovecot.put(randomBytes(3000));
    await dovecot.put(plain(['Subject: large'], 'x\n'.repeat(3 * 1024 * 1024)));
    await dovecot.put(back(full(), letter));
    expect(await step().run(NOW)).toEqual({ returned: 4 });
    expect(await dovecot.flags()).toEqual([['\\Flagged'], ['\\Flagged'], ['\\Flagged']]);
    expect(await db.query('select kind from bounce_event order by id')).toEqual([
      { kind: 'hard' },
      { kind: 'soft' },
    ]);
    expect(await step().run(NOW)).toEqual({ returned: 0 });
  });

  test('keeps a mail that could not be written down, and takes it the next time', async () => {
    await dovecot.put(back(dead(), await sent()));
    await db.query('alter table bounce_event rename to hidden');
    await expect(step().run(NOW)).rejects.toThrow('bounce_event');
    await db.query('alter table hidden rename to bounce_event');
    expect(await step().run(NOW)).toEqual({ returned: 1 });
  });

  test('whose server refuses or is away is said, and the run goes on', async () => {
    const wrong = dovecot.url.replace('secret', 'wrong');
    expect(await step(wrong).run(NOW)).toEqual({ returned: 0 });
    expect(await step('imap://box:x@127.0.0.1:1/INBOX').run(NOW)).toEqual({ returned: 0 });
  });
});

test('without a bounce box the step only drops what is older than seven days', async () => {
  await come(back(dead(), await sent()));
  const step = new ReturnsStep({ db, secret, log: silent, imapUrl: null });
  await step.run(later(7 * DAY));
  expect(await db.query('select count(*)::int as n from returned_mail')).toEqual([{ n: 1 }]);
  await step.run(later(8 * DAY));
  expect(await db.query('select count(*)::int as n from returned_mail')).toEqual([{ n: 0 }]);
});
