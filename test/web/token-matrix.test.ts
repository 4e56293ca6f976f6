import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { macs, sign } from '../../src/kit/tokens.js';
import { issueLogin } from '../../src/subscribe/login-token.js';
import { pauseAll } from '../../src/subscribe/manage.js';
import { ask, empty, everything, subscribed, tokenOf, tools } from '../subscribe/support.js';
import { Visitor } from '../subscribe/visitor.js';
import { buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from './start-web.js';

let database: TestDatabase;
let db: DataSource;
let web: Web;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
  web = await startWeb(db);
});
afterAll(async () => {
  await web.close();
  await database.close();
});
beforeEach(() => empty(db));

const KINDS = ['confirm', 'login', 'undo', 'unsubscribe', 'digest', 'feedback', 'session'] as const;
type Kind = (typeof KINDS)[number];

/** One of each kind, all of one person and all good. */
async function issueAll(): Promise<Record<Kind, string>> {
  const { subscriberId } = await subscribed(db);
  await ask(db, { query: 'бухгалтер' }, new Date());
  const now = new Date();
  const paused = await pauseAll(db, { subscriberId, until: null }, now);
  const digestId = randomUUID();
  await db.query(
    `insert into digest (subscriber_id, id, kind, slot, made_at, found) values ($1, $2, 'slot', '2026-11-20', $3, 0)`,
    [subscriberId, digestId, now],
  );
  const { id, clusterId } = await buildVacancy(db);
  await db.query(
    `insert into digest_item (subscriber_id, cluster_id, digest_id, vacancy_id, saved_search_ids, rank, in_letter, told_at)
     values ($1, $2, $3, $4, '{}', 1, true, $5)`,
    [subscriberId, clusterId, digestId, id, now],
  );
  const soon = Math.floor(now.getTime() / 1000) + 600;
  return {
    confirm: await tokenOf(db, 'confirm'),
    login: await issueLogin(db.manager, subscriberId, now),
    undo: paused.kind === 'done' ? paused.undo : '',
    unsubscribe: sign(tools.secret, 'unsubscribe', `${subscriberId}:all`),
    digest: sign(tools.secret, 'digest', `${subscriberId}:${digestId}`),
    feedback: sign(tools.secret, 'feedback', `${subscriberId}:${clusterId}`),
    session: sign(tools.secret, 'session', `${subscriberId}:${soon}`),
  };
}

/** What a token opens where each kind is asked for; true: it was taken. */
async function opens(kind: Kind, token: string): Promise<boolean> {
  const visitor = new Visitor(web);
  const path = encodeURIComponent(token);
  const ways: Record<Kind, () => Promise<{ status: number; location: string | null }>> = {
    confirm: () => visitor.post(`/confirm/${path}`),
    login: () => visitor.post(`/login/${path}`),
    undo: () => visitor.post('/undo', { token }),
    unsubscribe: () => visitor.post(`/u/${path}`, { what: 'all' }),
    digest: () => visitor.get(`/d/${path}`),
    feedback: () => visitor.post(`/f/${path}`, { what: 'vacancy' }),
    session: () => visitor.get('/my', { cookie: `session=${token}` }),
  };
  const { status, location } = await ways[kind]();
  if (kind === 'session') return status === 200;
  return status < 400 && location !== '/login';
}

describe('a token', () => {
  test.each(KINDS)('for %s opens that alone of seven', async (kind) => {
    const tokens = await issueAll();
    const before = await everything(db);
    for (const other of KINDS.filter((one) => one !== kind)) {
      expect([other, await opens(other, tokens[kind])]).toEqual([other, false]);
    }
    expect(await everything(db)).toBe(before);
    expect(await opens(kind, tokens[kind])).toBe(true);
  });

  test.each(['confirm', 'login', 'undo'] as const)('for %s is spent once', async (kind) => {
    const tokens = await issueAll();
    expect(await opens(kind, tokens[kind])).toBe(true);
    const after = await everything(db);
    expect(await opens(kind, tokens[kind])).toBe(false);
    expect(await everything(db)).toBe(after);
  });

  test.each(['confirm', 'login', 'undo'] as const)(
    'for %s does nothing once it has expired',
    async (kind) => {
      const tokens = await issueAll();
      await db.query('update token set expires_at = now()');
      expect(await opens(kind, tokens[kind])).toBe(false);
    },
  );

  test.each(KINDS)('for %s opens nothing with any one bit changed', async (kind) => {
    const tokens = await issueAll();
    const before = await everything(db);
    const bytes = Buffer.from(tokens[kind]);
    // Every character once, its bits by turns: all 8 of each are 400 requests a kind. The last one of base64url is left
    // out: some of its bits mean nothing.
    for (let at = 0; at < bytes.length - 1; at++) {
      const other = Buffer.from(bytes);
      other[at] = other[at]! ^ (1 << (at % 7));
      if (/[^\w.:-]/.test(other.toString())) continue;
      expect([other.toString(), await opens(kind, other.toString())]).toEqual([other.toString(), false]);
    }
    expect(await everything(db)).toBe(before);
  });

  test('is a secret of whoever has it: its page is kept nowhere and tells nobody its address', async () => {
    const tokens = await issueAll();
    const paths = {
      confirm: '/confirm',
      login: '/login',
      unsubscribe: '/u',
      digest: '/d',
      feedback: '/f',
      notMe: '/not-me',
    };
    for (const [kind, path] of Object.entries(paths)) {
      const token = kind === 'notMe' ? tokens.confirm : tokens[kind as Kind];
      const { status, headers } = await new Visitor(web).get(`${path}/${token}`);
      expect([path, status, headers.get('referrer-policy'), headers.get('cache-control')]).toEqual([
        path,
        200,
        'no-referrer',
        'no-store',
      ]);
    }
    const mine = await new Visitor(web).get('/my', { cookie: `session=${tokens.session}` });
    expect(mine.headers.get('referrer-policy')).toBe('no-referrer');
  });
});

test('a MAC of one purpose is none of another', () => {
  const purposes = ['bounce', 'mailto', 'unsubscribe', 'digest', 'feedback', 'session', 'form'] as const;
  const made = purposes.map((purpose) => macs(tools.secret, purpose, '17:x')[0]!.toString('hex'));
  expect(new Set(made).size).toBe(purposes.length);
});
