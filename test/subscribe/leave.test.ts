import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { enqueue } from '../../src/deliver/enqueue.js';
import { sign } from '../../src/kit/tokens.js';
import { confirmSubscription } from '../../src/subscribe/confirm-subscription.js';
import { leave, leaveBy, readLeaveToken } from '../../src/subscribe/leave.js';
import { pauseAll } from '../../src/subscribe/manage.js';
import { SubscribeStep } from '../../src/subscribe/subscribe.step.js';
import { dropUnconfirmed } from '../../src/subscribe/tidy.js';
import { undo } from '../../src/subscribe/undo.js';
import { draft } from '../deliver/support.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import {
  ask,
  confirmLink,
  empty,
  later,
  meanwhile,
  NOW,
  subscribed,
  tools,
  untilWaiting,
  wrongFollowers,
} from './support.js';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
beforeEach(() => empty(db));

const count = async (sql: string): Promise<number> =>
  (await db.query(`select count(*)::int as n from ${sql}`))[0].n;
const open = () => count('saved_search where ended_at is null');
const step = () => new SubscribeStep(db, pino({ level: 'silent' }));

describe('leaving altogether', () => {
  test('ends the searches, pending ones too, withdraws the consent and cancels what waits', async () => {
    const { subscriberId } = await subscribed(db);
    await ask(db, { query: 'бухгалтер' });
    await db.transaction((tx) => enqueue(tx, [draft({ subscriberId })], NOW));
    await leave(db, { subscriberId, reason: 'found' }, later(1));
    expect(await db.query('select ended_at, ended_reason from subscriber')).toEqual([
      { ended_at: later(1), ended_reason: 'left:found' },
    ]);
    expect(await open()).toBe(0);
    expect(await count('consent where withdrawn_at is null')).toBe(0);
    expect(await db.query('select distinct state from letter')).toEqual([{ state: 'cancelled' }]);
    expect(await wrongFollowers(db)).toEqual([]);
  });

  test('can be undone, and the consent is given anew: its withdrawal stays on record', async () => {
    const { subscriberId } = await subscribed(db);
    await subscribed(db, { query: 'бухгалтер' });
    const before = await db.query('select * from saved_search order by id');
    const left = await leave(db, { subscriberId, reason: null }, later(1));
    const token = left.kind === 'done' ? left.undo : '';
    expect(await undo(db, token, later(2))).toMatchObject({ kind: 'undone' });
    expect(await db.query('select * from saved_search order by id')).toEqual(before);
    expect(await db.query('select ended_at, ended_reason from subscriber')).toEqual([
      { ended_at: null, ended_reason: null },
    ]);
    expect(await count('consent where withdrawn_at is not null')).toBe(2);
    const renewed = await db.query(
      'select form, given_at, confirmed_at from consent where withdrawn_at is null',
    );
    expect(renewed).toEqual([{ form: 'undo', given_at: later(2), confirmed_at: later(2) }]);
    expect(await wrongFollowers(db)).toEqual([]);
  });

  test('twice is once', async () => {
    const { subscriberId } = await subscribed(db);
    await leave(db, { subscriberId, reason: null }, later(1));
    expect(await leave(db, { subscriberId, reason: 'found' }, later(2))).toEqual({ kind: 'missing' });
    expect(await db.query('select ended_reason from subscriber')).toEqual([{ ended_reason: 'left' }]);
  });
});

describe('the link in a letter', () => {
  test('names one search or all, and nothing else can stand in for it', async () => {
    const { subscriberId, savedSearchId } = await subscribed(db);
    const token = (purpose: 'unsubscribe' | 'digest', subject: string) =>
      sign(tools.secret, purpose, subject);
    expect(readLeaveToken(tools.secret, token('unsubscribe', `${subscriberId}:all`))).toEqual({
      subscriberId,
      savedSearchId: null,
    });
    expect(readLeaveToken(tools.secret, token('unsubscribe', `${subscriberId}:${savedSearchId}`))).toEqual({
      subscriberId,
      savedSearchId,
    });
    const wrong = [
      token('digest', `${subscriberId}:all`),
      token('unsubscribe', `${subscriberId}`),
      token('unsubscribe', `${subscriberId}:everything`),
      sign(Buffer.alloc(32, 8), 'unsubscribe', `${subscriberId}:all`),
      '',
    ];
    for (const text of wrong) expect(readLeaveToken(tools.secret, text)).toBeNull();
  });

  test('ends the one search it names and leaves the others', async () => {
    const { subscriberId, savedSearchId } = await subscribed(db);
    await subscribed(db, { query: 'бухгалтер' });
    const subject = { subscriberId, savedSearchId };
    await leaveBy(db, { subject, choice: 'end', reason: 'not-fitting' }, later(1));
    expect(await db.query('select ended_reason from saved_search where id = $1', [savedSearchId])).toEqual([
      { ended_reason: 'left:not-fitting' },
    ]);
    expect(await open()).toBe(1);
    expect(await leaveBy(db, { subject, choice: 'end', reason: null }, later(2))).toEqual({
      kind: 'missing',
    });
    expect(await open()).toBe(1);
  });

  test('can have a week of rest instead', async () => {
    const { subscriberId } = await subscribed(db);
    const subject = { subscriberId, savedSearchId: null };
    await leaveBy(db, { subject, choice: 'pause', reason: null }, NOW);
    expect(await db.query('select paused_until from subscriber')).toEqual([{ paused_until: later(24 * 7) }]);
  });

  test('never shortens a longer rest', async () => {
    const { subscriberId } = await subscribed(db);
    await pauseAll(db, { subscriberId, until: later(24 * 30) }, NOW);
    const subject = { subscriberId, savedSearchId: null };
    expect(await leaveBy(db, { subject, choice: 'pause', reason: null }, NOW)).toMatchObject({
      kind: 'done',
    });
    expect(await db.query('select paused_until from subscriber')).toEqual([{ paused_until: later(24 * 30) }]);
  });
});

const comes = (subscriberId: string, kind: string) =>
  db.query(
    `insert into bounce_event (source, event_id, subscriber_id, kind, received_at)
     values ('test', gen_random_uuid()::text, $1, $2, $3)`,
    [subscriberId, kind, NOW],
  );

describe('what comes back', () => {
  test.each([
    ['complaint', 'complained'],
    ['unsubscribe', 'left'],
    ['hard', 'bounced'],
  ])('as %s ends everything, once', async (kind, reason) => {
    const { subscriberId } = await subscribed(db);
    await comes(subscriberId, kind);
    await comes(subscriberId, kind);
    expect(await step().run(later(1))).toMatchObject({ ended: 1 });
    expect(await db.query('select ended_reason, ended_at from subscriber')).toEqual([
      { ended_reason: reason, ended_at: later(1) },
    ]);
    expect(await count('bounce_event where applied_at is null')).toBe(0);
    expect(await step().run(later(2))).toMatchObject({ ended: 0 });
    expect(await wrongFollowers(db)).toEqual([]);
  });

  test.each(['complaint', 'unsubscribe', 'hard'])(
    'as %s cannot be taken back by an older undo',
    async (kind) => {
      const { subscriberId, savedSearchId: id } = await subscribed(db);
      const paused = await pauseAll(db, { subscriberId, until: later(200) }, NOW);
      await comes(subscriberId, kind);
      await step().run(later(1));
      expect(await undo(db, paused.kind === 'done' ? paused.undo : '', later(2))).toEqual({
        kind: 'expired',
      });
      const other = await subscribed(db, { email: 'boris@example.org' });
      const left = await leave(db, { subscriberId: other.subscriberId, reason: null }, NOW);
      await comes(other.subscriberId, kind);
      await step().run(later(1));
      expect(await undo(db, left.kind === 'done' ? left.undo : '', later(2))).toEqual({ kind: 'expired' });
      expect(await db.query('select from saved_search where id = $1 and ended_at is null', [id])).toEqual([]);
      expect(await open()).toBe(0);
    },
  );

  test('of one person is done before another is waited for: nobody holds what others follow meanwhile', async () => {
    const anna = await subscribed(db);
    const boris = await subscribed(db, { email: 'boris@example.org', query: 'повар' });
    await comes(anna.subscriberId, 'hard');
    await comes(boris.subscriberId, 'hard');
    const borisHeld = {
      sql: 'select from subscriber where id = $1 for update',
      values: [boris.subscriberId],
    };
    const running = await meanwhile(db, borisHeld, async () => {
      const asked = step().run(later(1));
      await untilWaiting(db);
      await db.query('select from search order by id for update nowait');
      return { asked };
    });
    expect(await running.asked).toMatchObject({ ended: 2 });
  });

  test('as anything else, or for nobody, ends nothing and is not looked at again', async () => {
    const { subscriberId } = await subscribed(db);
    await comes(subscriberId, 'soft');
    await comes('987654', 'hard');
    expect(await step().run(later(1))).toMatchObject({ ended: 0 });
    expect(await open()).toBe(1);
    expect(await count('bounce_event where applied_at is null')).toBe(0);
  });

  test('is applied once by two processes that ask at the same moment', async () => {
    const people = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => subscribed(db, { email: `p${n}@example.org` })),
    );
    for (const { subscriberId } of people) await comes(subscriberId, 'hard');
    const [a, b] = await Promise.all([step().run(later(1)), step().run(later(1))]);
    expect(a.ended + b.ended).toBe(5);
    expect(await wrongFollowers(db)).toEqual([]);
  });
});

const FORGOTTEN = ['subscriber', 'address', 'saved_search', 'consent', 'token', 'letter', 'letter_body'];

describe('what was never confirmed', () => {
  const drop = (hours: number) =>
    dropUnconfirmed(
      db,
      { before: later(hours - 7 * 24), now: later(hours) },
      { size: 2, stopped: () => false },
    );

  test('is forgotten whole after seven days', async () => {
    await ask(db, { email: 'pending@example.org' });
    expect(await drop(24 * 7)).toBe(0);
    expect(await drop(24 * 7 + 1)).toBe(1);
    for (const table of FORGOTTEN) {
      expect([table, await count(table)]).toEqual([table, 0]);
    }
    expect(await wrongFollowers(db)).toEqual([]);
  });

  test('is forgotten too where the letter came back', async () => {
    const { subscriberId } = await ask(db, { email: 'pending@example.org' });
    await comes(subscriberId, 'hard');
    expect(await step().run(later(24 * 7))).toMatchObject({ ended: 1 });
    expect(await count('address')).toBe(1);
    await drop(24 * 7 + 1);
    for (const table of FORGOTTEN) {
      expect([table, await count(table)]).toEqual([table, 0]);
    }
  });

  test('stays while a link that was asked for again still works', async () => {
    await ask(db);
    await ask(db, {}, later(24 * 6));
    await drop(24 * 7 + 1);
    expect(await confirmSubscription(db, await confirmLink(db), later(24 * 7 + 2))).toMatchObject({
      kind: 'confirmed',
    });
  });

  test('goes alone where the person is active', async () => {
    await subscribed(db);
    await ask(db, { query: 'бухгалтер' });
    expect(await drop(24 * 8)).toBe(1);
    expect(await open()).toBe(1);
    expect(await count('address')).toBe(1);
    expect(await wrongFollowers(db)).toEqual([]);
  });
});
