import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { hmac, sign } from '../../src/kit/tokens.js';
import { confirmAgain, waitingOf } from '../../src/subscribe/confirm-again.js';
import { confirmSubscription, previewConfirmation } from '../../src/subscribe/confirm-subscription.js';
import { leave } from '../../src/subscribe/leave.js';
import { logIn, requestLogin } from '../../src/subscribe/login.js';
import { undo } from '../../src/subscribe/undo.js';
import { buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import {
  ask,
  confirmLink,
  empty,
  everything,
  later,
  letters,
  NOW,
  subscribed,
  tokenOf,
  tools,
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

describe('a confirm link', () => {
  test('confirms the subscriber, the one search it was asked for and its consent', async () => {
    await ask(db, { query: 'бухгалтер' });
    const { savedSearchId } = await ask(db, {}, later(0.5));
    const done = await confirmSubscription(db, await confirmLink(db), later(1));
    expect(done).toMatchObject({ kind: 'confirmed', savedSearchId });
    expect(await db.query('select confirmed_at from subscriber')).toEqual([{ confirmed_at: later(1) }]);
    const confirmed = await db.query('select id from saved_search where confirmed_at is not null');
    expect(confirmed).toEqual([{ id: savedSearchId }]);
    const consents = await db.query('select confirmed_at from consent order by confirmed_at');
    expect(consents).toEqual([{ confirmed_at: later(1) }, { confirmed_at: null }]);
  });

  test('leaves the interest where it was asked for, not where it was confirmed', async () => {
    const { seq } = await buildVacancy(db);
    await ask(db);
    await buildVacancy(db);
    await confirmSubscription(db, await confirmLink(db), later(40));
    expect(await db.query('select since_seq from saved_search')).toEqual([{ since_seq: seq }]);
  });

  test('works once, even when its button is pressed twice at once', async () => {
    await ask(db);
    const token = await tokenOf(db, 'confirm');
    const both = await Promise.all(
      [1, 2].map(() => confirmSubscription(db, { token, secret: tools.secret }, later(1))),
    );
    expect(both.map(({ kind }) => kind).sort()).toEqual(['confirmed', 'used']);
    expect(await confirmSubscription(db, { token, secret: tools.secret }, later(2))).toEqual({
      kind: 'used',
    });
  });

  test('does not work after 48 hours, and what is forged never does', async () => {
    await ask(db);
    const token = await tokenOf(db, 'confirm');
    expect(await confirmSubscription(db, { token, secret: tools.secret }, later(48))).toEqual({
      kind: 'expired',
    });
    const flipped = token.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
    const others = ['', 'x', flipped, token.slice(0, -1), `9${token}`, `${token}x`, token.replace('.', '..')];
    for (const forged of others)
      expect(await confirmSubscription(db, { token: forged, secret: tools.secret }, NOW)).toEqual({
        kind: 'forged',
      });
    expect(await db.query('select from subscriber where confirmed_at is not null')).toEqual([]);
  });

  test('is not spent by looking at it', async () => {
    await ask(db);
    const token = await tokenOf(db, 'confirm');
    const before = await everything(db);
    for (let i = 0; i < 2; i++)
      expect(await previewConfirmation(db, token, NOW)).toMatchObject({ kind: 'live' });
    expect(await everything(db)).toBe(before);
  });

  test('brings back somebody who had left, with their consent renewed', async () => {
    const { subscriberId } = await subscribed(db);
    await leave(db, { subscriberId, reason: null }, later(1));
    await ask(db, { sendAt: '07:00' }, later(2));
    await confirmSubscription(db, await confirmLink(db), later(3));
    expect(await db.query('select ended_at, ended_reason, confirmed_at, send_at from subscriber')).toEqual([
      { ended_at: null, ended_reason: null, confirmed_at: later(3), send_at: '07:00:00' },
    ]);
    expect(await wrongFollowers(db)).toEqual([]);
  });

  test('that was sent before somebody left confirms nothing', async () => {
    const { subscriberId } = await subscribed(db);
    await ask(db, { query: 'бухгалтер' });
    await leave(db, { subscriberId, reason: null }, later(1));
    expect(await confirmSubscription(db, await confirmLink(db), later(2))).toEqual({
      kind: 'expired',
    });
  });

  test('for a 51st search says so and stays good for when one has gone', async () => {
    let subscriberId = '';
    for (let n = 0; n < 50; n++) ({ subscriberId } = await subscribed(db, { query: `профессия${n}` }));
    await ask(db);
    const token = await tokenOf(db, 'confirm');
    expect(await confirmSubscription(db, { token, secret: tools.secret }, NOW)).toEqual({
      kind: 'tooMany',
      subscriberId,
    });
    await expect(subscribed(db, { query: 'ещё одна' })).rejects.toThrow('не больше 50 поисков');
    await db.query(
      `update saved_search set ended_at = now(), ended_reason = 'deleted' where name = 'профессия0'`,
    );
    expect(await confirmSubscription(db, { token, secret: tools.secret }, NOW)).toMatchObject({
      kind: 'confirmed',
    });
  });
});

describe('a login link', () => {
  const login = (email: string, now = NOW) =>
    requestLogin(db, { email, language: 'ru', ip: '192.0.2.7' }, { tools, now });

  test('is sent to whoever is subscribed and to nobody else, and everybody is told the same', async () => {
    const { subscriberId } = await subscribed(db);
    await ask(db, { email: 'pending@example.org' });
    const emails = ['anna@example.org', 'pending@example.org', 'nobody@example.org'];
    for (const email of emails) expect(await login(email)).toEqual({ kind: 'asked' });
    const sent = (await letters(db)).filter(({ kind }) => kind === 'login');
    expect(sent.map(({ to }) => to)).toEqual(['anna@example.org']);
    await leave(db, { subscriberId, reason: null }, NOW);
    expect(await login('anna@example.org')).toEqual({ kind: 'asked' });
    expect((await letters(db)).filter(({ kind }) => kind === 'login')).toHaveLength(1);
    expect(await login('nobody')).toMatchObject({ kind: 'refused', problems: [{ field: 'email' }] });
  });

  test('works once and for half an hour', async () => {
    const { subscriberId } = await subscribed(db);
    await login('Anna@Example.org');
    const token = await tokenOf(db, 'login');
    expect(await logIn(db, token, later(0.5))).toEqual({ kind: 'expired' });
    expect(await logIn(db, token, later(0.4))).toEqual({ kind: 'loggedIn', subscriberId });
    expect(await logIn(db, token, later(0.4))).toEqual({ kind: 'used' });
  });
});

describe('the confirm letter again', () => {
  const login = (now = NOW) =>
    requestLogin(db, { email: 'anna@example.org', language: 'ru', ip: '192.0.2.7' }, { tools, now });
  const again = async (token: string, now: Date) => {
    const waiting = await waitingOf(db.manager, token);
    if (waiting !== null) await confirmAgain(db, { ...waiting, ip: '192.0.2.7' }, { tools, now });
    return waiting;
  };

  test('goes to whoever wants to log in before having confirmed', async () => {
    await ask(db);
    const { savedSearchId } = await ask(db, { query: 'бухгалтер' }, later(1));
    await login(later(72));
    expect((await letters(db)).at(-1)).toMatchObject({
      kind: 'confirm',
      subject: 'Подтвердите подписку: бухгалтер',
    });
    const done = await confirmSubscription(db, await confirmLink(db), later(73));
    expect(done).toMatchObject({ kind: 'confirmed', savedSearchId });
    const confirmed = await db.query('select given_at from consent where confirmed_at is not null');
    expect(confirmed).toEqual([{ given_at: later(1) }]);
  });

  test('keeps to the one a day that an address gets', async () => {
    await ask(db);
    for (let n = 0; n < 5; n++) await login();
    expect(await letters(db)).toHaveLength(1);
    await login(later(27));
    expect(await letters(db)).toHaveLength(2);
  });

  test('goes to whoever comes with an expired link, for its own search', async () => {
    const { savedSearchId } = await ask(db);
    const expired = await tokenOf(db, 'confirm');
    await ask(db, { query: 'бухгалтер' }, later(1));
    await again(expired, later(60));
    const done = await confirmSubscription(db, await confirmLink(db), later(61));
    expect(done).toMatchObject({ kind: 'confirmed', savedSearchId });
    expect(await again(expired, later(62))).toBeNull();
  });

  test('goes out for no used or forged link, and for none of whoever has left or must not be written to', async () => {
    const { subscriberId } = await ask(db);
    const used = await tokenOf(db, 'confirm');
    await confirmSubscription(db, { token: used, secret: tools.secret }, NOW);
    await ask(db, { query: 'бухгалтер' });
    const voided = await tokenOf(db, 'confirm');
    await leave(db, { subscriberId, reason: null }, NOW);
    for (const token of [used, voided, 'x', `${subscriberId}.AAAAAAAAAAAAAAAAAAAAAA`]) {
      expect(await again(token, later(60))).toBeNull();
    }
    await ask(db, { email: 'gone@example.org' });
    await db.query(`insert into suppression values ($1, 'all', 'complaint', null, $2, null)`, [
      hmac(tools.secret, 'address', 'gone@example.org'),
      NOW,
    ]);
    const before = (await letters(db)).length;
    await again(await tokenOf(db, 'confirm'), later(60));
    expect(await letters(db)).toHaveLength(before);
  });
});

test('a link made for one purpose does nothing for another', async () => {
  const { subscriberId } = await subscribed(db);
  await ask(db, { query: 'бухгалтер' });
  await requestLogin(db, { email: 'anna@example.org', language: 'ru', ip: null }, { tools, now: NOW });
  const done = await leave(db, { subscriberId, reason: null }, NOW);
  const tokens = {
    confirm: await tokenOf(db, 'confirm'),
    login: await tokenOf(db, 'login'),
    undo: done.kind === 'done' ? done.undo : '',
    session: sign(tools.secret, 'session', `${subscriberId}:9999999999`),
    unsubscribe: sign(tools.secret, 'unsubscribe', `${subscriberId}:all`),
  };
  const uses = {
    confirm: (on: DataSource, token: string, now: Date) =>
      confirmSubscription(on, { token, secret: tools.secret }, now),
    login: logIn,
    undo,
  };
  for (const [use, work] of Object.entries(uses)) {
    for (const [purpose, token] of Object.entries(tokens)) {
      if (purpose !== use)
        expect([use, purpose, await work(db, token, NOW)]).toEqual([use, purpose, { kind: 'forged' }]);
    }
  }
});
