import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { sign } from '../../src/kit/tokens.js';
import { consentText } from '../../src/subscribe/consent-text.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from '../web/start-web.js';
import { ask, empty, everything, letters, subscribed, tokenOf, tools, wrongFollowers } from './support.js';
import { Visitor } from './visitor.js';

let database: TestDatabase;
let db: DataSource;
let web: Web;
let anna: Visitor;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
  web = await startWeb(db);
});
afterAll(async () => {
  await web.close();
  await database.close();
});
beforeEach(async () => {
  await empty(db);
  anna = new Visitor(web);
});

const FORM = {
  q: 'аналитик данных',
  email: 'anna@example.org',
  consent: '1',
  at: '08:00',
  day: ['1'],
  zone: 'Asia/Omsk',
};
const ASKED = { query: 'аналитик данных' };

const signedIn = async (): Promise<void> => {
  await ask(db, ASKED, new Date());
  await anna.post(`/confirm/${await tokenOf(db, 'confirm')}`);
};

describe('the form to subscribe', () => {
  test('that comes at once, or from no page of ours, is shown again, and works when pressed again', async () => {
    const stale = sign(tools.secret, 'form', `${Date.now() - 90_000_000}:`);
    const now = anna.formToken(-1);
    for (const token of [now, stale, 'x', '']) {
      const { status, html } = await anna.post('/subscribe', { ...FORM, form: token });
      expect(status).toBe(422);
      expect(html).toContain(token === now ? 'Форма пришла слишком быстро' : 'открыта слишком давно');
      expect(html).toContain('value="anna@example.org"');
    }
    expect(await letters(db)).toEqual([]);
    const quick = anna.formToken(-1);
    const { html } = await anna.post('/subscribe', { ...FORM, form: quick });
    expect(html).toContain(`name="form" value="${quick}"`);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect((await anna.postOn('/subscribe', { ...FORM, form: quick })).html).toContain('Проверьте почту');
  });

  test('adds a search at once, without a letter, for whoever is logged in with that address', async () => {
    await signedIn();
    const sent = (await letters(db)).length;
    const { html } = await anna.postOn('/subscribe', { ...FORM, q: 'бухгалтер', language: 'ru' });
    expect(html).toContain('Поиск добавлен');
    expect(html).toContain('бухгалтер');
    expect(await letters(db)).toHaveLength(sent);
    expect(
      await db.query(
        'select form, host(ip) as ip, confirmed_at = given_at as at_once from consent where evidence is not null',
      ),
    ).toEqual([{ form: 'web', ip: '127.0.0.1', at_once: true }]);
    expect((await anna.post('/subscribe', { ...FORM, email: 'boris@example.org' })).location).toBe(
      '/subscribe/sent',
    );
    expect(await wrongFollowers(db)).toEqual([]);
  });
});

test('the consent has a text and a box of its own, empty at first, and its row keeps the facts until it is withdrawn', async () => {
  const { html } = await anna.get('/subscribe?q=повар&lang=ru');
  const boxes = html.match(/<input type="checkbox" id="consent"[^>]*>/g) ?? [];
  expect(boxes).toHaveLength(1);
  expect(boxes[0]).not.toContain('checked');
  expect(html).toContain(consentText('ru', tools.operator).text);
  expect((await anna.post('/subscribe', { ...FORM, consent: '' })).status).toBe(422);
  await anna.post('/subscribe', FORM);
  const token = await tokenOf(db, 'confirm');
  await anna.post(`/confirm/${token}`);
  await anna.post('/my/leave', { what: 'all' });
  const { version, hash } = consentText('ru', tools.operator);
  expect(await db.query('select * from consent')).toEqual([
    expect.objectContaining({
      purpose: 'letters',
      text_version: version,
      text_hash: hash,
      form: 'web',
      ip: '127.0.0.1',
      given_at: expect.any(Date),
      confirmed_at: expect.any(Date),
      withdrawn_at: expect.any(Date),
    }),
  ]);
});

test('no page may be framed, and none runs, loads or sends what is not ours', async () => {
  await signedIn();
  for (const path of [
    '/',
    '/vacancies?q=x',
    '/subscribe?q=x',
    '/login',
    '/my',
    '/u/x',
    '/confirm/x',
    '/nothing',
  ]) {
    const { headers } = await anna.get(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect([path, policy.split(';').includes("default-src 'none'")]).toEqual([path, true]);
    for (const rule of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"])
      expect(policy).toContain(rule);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  }
});

describe('«это был не я»', () => {
  test('forgets what was asked for, and for a year nobody can have us write there', async () => {
    await ask(db, ASKED, new Date());
    const token = await tokenOf(db, 'confirm');
    const [letter] = await letters(db);
    for (const part of [letter!.text, letter!.html]) expect(part).toContain(`/not-me/${token}`);
    const before = await everything(db);
    expect((await anna.get(`/not-me/${token}`)).html).toContain('Больше сюда не писать');
    expect(await everything(db)).toBe(before);
    expect((await anna.post(`/not-me/${token}`)).html).toContain('Больше не напишем');
    expect((await letters(db)).map(({ state }) => state)).toEqual(['cancelled']);
    expect((await anna.post(`/confirm/${token}`)).status).toBe(410);
    expect(await db.query('select reason, scope from suppression')).toEqual([
      { reason: 'not-me', scope: 'all' },
    ]);
    await expect(ask(db, ASKED, new Date(Date.now() + 300 * 86_400_000))).rejects.toThrow('"made":null');
    expect(await ask(db, ASKED, new Date(Date.now() + 366 * 86_400_000))).toMatchObject({});
    expect((await anna.post(`/not-me/${token}`)).status).toBe(410);
    expect((await anna.get('/not-me/x')).status).toBe(404);
    expect(await wrongFollowers(db)).toEqual([]);
  });

  test('takes from somebody who is subscribed only what the stranger asked for', async () => {
    await subscribed(db);
    await ask(db, { query: 'бухгалтер' }, new Date());
    const token = await tokenOf(db, 'confirm');
    expect((await anna.post(`/not-me/${token}`)).html).toContain('Поиск не добавлен');
    expect(await db.query('select ended_at from subscriber')).toEqual([{ ended_at: null }]);
    expect(await db.query('select query from saved_search where ended_at is null')).toEqual([
      { query: 'аналитик данных' },
    ]);
    expect(await db.query('select from suppression')).toEqual([]);
    expect(await wrongFollowers(db)).toEqual([]);
  });
});
