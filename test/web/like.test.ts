import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { ask, empty, subscribed, tokenOf } from '../subscribe/support.js';
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
  await db.query(
    `insert into place (id, name, label, region, key, zone, lat, lng, population)
     values (1, 'Москва', 'Москва', 'Москва', 'москва', 'Europe/Moscow', 55, 37, 12000000)`,
  );
  web = await startWeb(db);
});
afterAll(async () => {
  await web.close();
  await database.close();
});
beforeEach(() => empty(db));

const like = async (id: string) => {
  const { status, location } = await new Visitor(web).get(`/like/${id}`);
  return { status, asked: new URL(location ?? '/', 'http://localhost').searchParams.toString() };
};

describe('«ещё такие»', () => {
  test('is the form to subscribe with the title’s head and the first city', async () => {
    const { id } = await buildVacancy(db, { title: 'Ведущий аналитик данных (офис)', placeIds: [1] });
    const { status, asked } = await like(id);
    expect(status).toBe(302);
    expect(Object.fromEntries(new URLSearchParams(asked))).toEqual({ q: 'аналитик данных', city: 'Москва' });
    const page = await new Visitor(web).get(`/subscribe?${asked}`);
    expect(page.status).toBe(200);
    expect(page.html).toContain('аналитик данных · Москва');
  });

  test('looks for remote work everywhere', async () => {
    const { id } = await buildVacancy(db, { title: 'Дизайнер', placeIds: [1], schedule: ['remote'] });
    expect(Object.fromEntries(new URLSearchParams((await like(id)).asked))).toEqual({
      q: 'Дизайнер',
      schedule: 'remote',
    });
  });

  test('finds nothing for a vacancy that is not there', async () => {
    for (const id of ['999999999', 'x', '1'.repeat(40)]) expect((await like(id)).status).toBe(404);
  });

  test('is saved with one button by whoever is signed in', async () => {
    const anna = new Visitor(web);
    await ask(db, { query: 'повар' }, new Date());
    await anna.post(`/confirm/${await tokenOf(db, 'confirm')}`);
    const { id } = await buildVacancy(db, { title: 'Главный пекарь', placeIds: [1] });
    const { asked } = await like(id);
    const form = {
      ...Object.fromEntries(new URLSearchParams(asked)),
      email: 'anna@example.org',
      consent: '1',
    };
    const page = await anna.postOn('/subscribe', { ...form, at: '09:00', day: ['1'], zone: 'Europe/Moscow' });
    expect(page.html).toContain('пекарь · Москва');
  });
});

describe('every vacancy of one company', () => {
  test('is offered on a vacancy’s page, subscribed to and named plainly', async () => {
    const { id } = await buildVacancy(db, { title: 'Повар', company: 'ООО «Ромашка»' });
    const { html } = await new Visitor(web).get(`/vacancies/${id}`);
    const [, href] = /href="(\/subscribe\?q=company[^"]+)"/.exec(html) ?? [];
    const page = await new Visitor(web).get(href!);
    expect(page.html).toContain('все вакансии компании «ООО Ромашка»');
    const { subscriberId } = await subscribed(db, {
      query: new URLSearchParams(href!.split('?')[1]).get('q')!,
    });
    expect(await db.query('select name from saved_search where subscriber_id = $1', [subscriberId])).toEqual([
      { name: 'все вакансии компании «ООО Ромашка»' },
    ]);
  });

  test('is not offered where the company’s name has no word to look for', async () => {
    const { id } = await buildVacancy(db, { title: 'Повар', company: 'и' });
    const { html } = await new Visitor(web).get(`/vacancies/${id}`);
    expect(html).not.toContain('/subscribe?q=company');
  });
});
