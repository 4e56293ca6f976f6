import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { sign } from '../../src/kit/tokens.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from '../web/start-web.js';
import { ask, empty, subscribed, tokenOf, tools } from './support.js';
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

const people = async (): Promise<number> =>
  (await db.query('select count(*)::int as n from subscriber'))[0].n;

/** A cookie of a session that was opened so many minutes ago. */
function cookieOf(subscriberId: string, minutesAgo: number): Record<string, string> {
  const expires = Math.floor(Date.now() / 1000) + 30 * 86_400 - minutesAgo * 60;
  return { cookie: `session=${sign(tools.secret, 'session', `${subscriberId}:${expires}`)}` };
}

test('whoever has just come from a letter takes a copy of their data and erases it', async () => {
  await ask(db, {}, new Date());
  await anna.post(`/confirm/${await tokenOf(db, 'confirm')}`);
  expect((await anna.get('/my')).html).toContain('href="/my/data"');
  expect((await anna.get('/my/data')).html).toContain('Стереть все мои данные');

  const copy = await anna.get('/my/data.json');
  expect(copy.headers.get('content-disposition')).toMatch(
    /^attachment; filename="?vestnik-\d{4}-\d\d-\d\d\.json"?$/,
  );
  expect(copy.headers.get('cache-control')).toBe('no-store');
  expect(JSON.parse(copy.html)).toMatchObject({ addresses: [{ email: 'anna@example.org' }] });

  const erased = await anna.postOn('/my/data/erase');
  expect(erased.html).toContain('Данные стёрты');
  expect(await people()).toBe(0);
  expect(anna.has('session')).toBe(false);
  expect((await anna.get('/my/data')).location).toBe('/login');
});

test('a session of yesterday asks for a new link first, and can do neither', async () => {
  const { subscriberId } = await subscribed(db, {}, new Date());
  const old = new Visitor(web, cookieOf(subscriberId, 31));
  const page = await old.get('/my/data');
  expect(page.html).toContain('Прислать ссылку');
  expect(page.html).not.toContain('/my/data/erase');
  expect((await old.get('/my/data.json')).location).toBe('/my/data');
  expect((await old.post('/my/data/erase')).location).toBe('/my/data');
  expect(await people()).toBe(1);

  expect((await old.post('/my/data/link')).location).toBe('/login/sent');
  await anna.post(`/login/${await tokenOf(db, 'login')}`);
  expect((await anna.post('/my/data/erase')).location).toBe('/erased');
  expect(await people()).toBe(0);
});

test('a look changes nothing, and a stranger is sent to log in', async () => {
  const { subscriberId } = await subscribed(db, {}, new Date());
  const fresh = new Visitor(web, cookieOf(subscriberId, 29));
  for (const path of ['/my/data', '/my/data.json', '/erased'])
    expect((await fresh.get(path)).status).toBe(200);
  expect(await people()).toBe(1);
  expect((await anna.get('/my/data')).location).toBe('/login');
  expect((await anna.get('/my/data.json')).location).toBe('/my/data');
  expect((await anna.post('/my/data/erase')).location).toBe('/my/data');
  expect((await anna.post('/my/data/link')).location).toBe('/login');
  expect(await people()).toBe(1);
});
