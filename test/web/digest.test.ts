import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sign } from '../../src/kit/tokens.js';
import { buildSavedSearch, buildSubscriber, buildVacancy, type SubscriberGiven } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from './start-web.js';

const SECRET = Buffer.alloc(32, 7);
const MADE_AT = new Date('2026-11-20T06:00:00Z');

let db: TestDatabase;
let web: Web;
beforeAll(async () => {
  db = await testDatabase();
  web = await startWeb(db.dataSource);
});
beforeEach(() => db.query('delete from digest_item'));
afterAll(async () => {
  await web?.close();
  await db?.close();
});

interface Told {
  subscriberId: string;
  digestId: string;
  path: string;
}

/** A digest of these vacancies, told for a search «токарь» and, where said, for others of the same person. */
async function buildDigest(
  vacancies: { title: string; closedAt?: Date }[],
  given: { reader?: SubscriberGiven; names?: string[] } = {},
): Promise<Told> {
  const subscriberId = await buildSubscriber(db.dataSource, given.reader);
  const searchIds: string[] = [];
  for (const name of given.names ?? ['токарь']) {
    const { savedSearchId } = await buildSavedSearch(db.dataSource, { subscriberId, query: name, name });
    searchIds.push(savedSearchId);
  }
  const digestId = randomUUID();
  const market = [
    { savedSearchId: searchIds[0], name: 'токарь', total: 9, withPay: 6, mean: 95_000, median: 90_000 },
  ].map((figure) => ({ ...figure, p10: 60_000, p90: 150_000, employers: [{ name: 'Завод', vacancies: 3 }] }));
  await db.query(
    `insert into digest (subscriber_id, id, kind, slot, made_at, found, market)
     values ($1, $2, 'slot', '2026-11-20', $3, $4, $5)`,
    [subscriberId, digestId, MADE_AT, vacancies.length, JSON.stringify(market)],
  );
  for (const [i, vacancy] of vacancies.entries()) {
    const { id, clusterId } = await buildVacancy(db.dataSource, vacancy);
    await db.query(
      `insert into digest_item
         (subscriber_id, cluster_id, digest_id, vacancy_id, saved_search_ids, rank, in_letter, told_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [subscriberId, clusterId, digestId, id, searchIds, i + 1, i < 40, MADE_AT],
    );
  }
  return { subscriberId, digestId, path: pathOf(`${subscriberId}:${digestId}`) };
}

const pathOf = (subject: string): string => `/d/${sign(SECRET, 'digest', subject)}`;

async function read(path: string) {
  const response = await web.get(path);
  const html = await response.text();
  const titles = [...html.matchAll(/<h3><a[^>]*><bdi>(.*?)<\/bdi>/g)].map(([, title]) =>
    title!.replace(/<[^>]*>/g, ''),
  );
  return { status: response.status, headers: response.headers, html, titles };
}

test('The web copy shows everything that was found, best first, also what no longer fitted into the letter', async () => {
  const titles = Array.from({ length: 45 }, (_, i) => `Токарь ${i + 1} разряда`);
  const { path } = await buildDigest(titles.map((title) => ({ title })));
  const page = await read(path);
  expect(page.status).toBe(200);
  expect(page.titles).toEqual(titles);
  expect(page.html).toContain('Письмо от 20 ноября: 45 вакансий');
  expect(page.html).toContain('<mark>Токарь</mark>');
});

test('A vacancy that has closed since is marked and counted', async () => {
  const { path } = await buildDigest([{ title: 'Токарь' }, { title: 'Слесарь', closedAt: MADE_AT }]);
  const { html, titles } = await read(path);
  expect(titles).toEqual(['Токарь', 'Слесарь']);
  expect(html.match(/Закрыта</g)).toHaveLength(1);
  expect(html.indexOf('Закрыта<')).toBeGreaterThan(html.indexOf('Слесарь'));
  expect(html).toContain('1 вакансия с тех пор закрылась.');
});

test('More than a hundred come in pages, and a page beyond the last leads back', async () => {
  const titles = Array.from({ length: 103 }, (_, i) => `Токарь ${i + 1}`);
  const { path } = await buildDigest(titles.map((title) => ({ title })));
  const [first, second, beyond] = [
    await read(path),
    await read(`${path}?page=2`),
    await read(`${path}?page=9`),
  ];
  expect([...first.titles, ...second.titles]).toEqual(titles);
  expect(first.html).toContain('href="?page&#x3D;2"');
  expect(beyond.titles).toEqual([]);
  expect(beyond.html).toContain('К началу письма');
  expect((await read(`${path}?page=nonsense`)).titles).toEqual(first.titles);
});

test('It names the searches of each vacancy where the person has several, and the market as it was', async () => {
  const { path } = await buildDigest([{ title: 'Токарь' }], { names: ['токарь', 'станочник'] });
  const { html } = await read(path);
  expect(html).toContain('поиски: станочник, токарь');
  expect(html).toContain('медиана 90\u00a0000\u00a0₽, среднее 95\u00a0000\u00a0₽');
  expect(html).toContain('Завод (3)');
});

test('It speaks the language of the person, and the other one where it is asked for', async () => {
  const { path } = await buildDigest([{ title: 'Turner' }], { reader: { language: 'en' } });
  expect((await read(path)).html).toContain('Letter of 20 November: 1 vacancy');
  expect((await read(`${path}?lang=ru`)).html).toContain('Письмо от 20 ноября: 1 вакансия');
});

test('A forged link, a link of another purpose and one to a digest that is gone find nothing', async () => {
  const { path, subscriberId, digestId } = await buildDigest([{ title: 'Токарь' }]);
  const other = sign(SECRET, 'unsubscribe', `${subscriberId}:${digestId}`);
  const foreign = pathOf(`${Number(subscriberId) + 1000}:${digestId}`);
  for (const wrong of [`${path}x`, `/d/${other}`, foreign, pathOf('17:all'), '/d/nonsense']) {
    expect((await read(wrong)).status).toBe(404);
  }
});

test('It is kept in no cache and no search engine, and reading it changes nothing', async () => {
  const { path } = await buildDigest([{ title: 'Токарь' }]);
  const rows = () => db.query('select d.*, i.* from digest d join digest_item i on i.digest_id = d.id');
  const before = await rows();
  const { headers } = await read(path);
  expect(headers.get('cache-control')).toContain('no-store');
  expect(headers.get('x-robots-tag')).toBe('noindex');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(await rows()).toEqual(before);
  expect((await fetch(`${web.url}${path}`, { method: 'POST' })).status).toBe(404);
});
