import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSource, buildVacancy } from '../support/build.js';
import { openSite, type Site } from './site.js';
import { startWeb } from './start-web.js';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

describe('pages', () => {
  test('the front page tells what is new and leads to a search', async () => {
    const { status, plain } = await site.page('/');
    expect(status).toBe(200);
    expect(plain).toContain('Аналитик данных');
    expect(plain).toContain('action="/vacancies"');
    expect(plain).toContain('href="/vacancies?city=%D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B0"');
  });

  test('the search page answers in a sentence, marks the words, and pages on', async () => {
    const first = await site.search({ q: 'аналитик', city: 'Москва' });
    expect(first.html).toContain('<strong>25 вакансий</strong>');
    expect(first.html).toContain('медиана 112\u00a0000\u00a0₽');
    expect(first.html).toContain('<mark>Аналитик</mark> данных');
    expect(first.html).toContain('<title>Вакансии: аналитик, Москва · Вестник</title>');
    const next = /<a href="([^"]+)" rel="next">/.exec(first.plain)?.[1] ?? '';
    const second = await site.page(next);
    expect(second.html.match(/<li>\s*<h3>/g)).toHaveLength(5);
    expect(second.html).not.toContain('rel="next"');
  });

  test('a page after the last one says so and leads back', async () => {
    const { status, html } = await site.search({ q: 'аналитик', page: '40' });
    expect(status).toBe(200);
    expect(html).toContain('К первой странице');
  });

  test('a query that was not plain is told as it was understood', async () => {
    expect((await site.search({ q: 'аналитик OR python' })).html).toContain('аналитик ИЛИ python');
    expect((await site.search({ q: 'аналитик данных' })).html).not.toContain('Как понято');
  });

  test('an empty answer says so and names what to give up', async () => {
    const { html } = await site.search({ q: 'аналитик', pay: '900000' });
    expect(html).toContain('Сейчас таких вакансий нет');
    expect(html).toMatch(/<bdi>с любой оплатой<\/bdi><\/a> <span class="quiet">25 вакансий/);
  });

  test('an impossible query is explained', async () => {
    expect((await site.search({ q: 'и в на' })).html).toContain('только служебные слова');
    expect((await site.search({ q: '"аналитик данных' })).html).toContain('Кавычка не закрыта');
  });

  test('lists and the page of a vacancy say where the work is done, and of remote work once', async () => {
    const { id } = await buildVacancy(site.db.dataSource, {
      title: 'Инженер по монтажу куполов',
      schedule: ['remote'],
      workFormat: ['field', 'remote'],
    });
    for (const { html } of [await site.page(`/vacancies/${id}`), await site.search({ q: 'купол' })]) {
      expect(html).toContain('<li>удалённая работа</li>\n<li>разъездная работа</li>');
      expect(html).not.toContain('<li>удалённо</li>');
    }
  });

  test('a vacancy has a page of its own; an unknown one is not found', async () => {
    const { status, html } = await site.page(`/vacancies/${site.vacancyId}`);
    expect(status).toBe(200);
    expect(html).toContain('<h1><bdi>Аналитик данных</bdi></h1>');
    for (const id of ['0', 'abc', '-1', '99999999999999999999', "1'--", '%00']) {
      expect((await site.page(`/vacancies/${id}`)).status).toBe(404);
    }
  });

  test('a closed vacancy says that it is closed and offers no way to answer it', async () => {
    const { id } = await buildVacancy(site.db.dataSource, { closedAt: new Date('2026-11-02T10:00:00Z') });
    await site.db.query(`update vacancy set url = 'https://example.org/1' where id = $1`, [id]);
    const { html } = await site.page(`/vacancies/${id}`);
    expect(html).toContain('Вакансия закрыта 2 ноября');
    expect(html).not.toContain('https://example.org/1');
  });

  test.each(['/status', '/privacy', '/mailbox', '/robots.txt', '/healthz', '/readyz', '/status.json'])(
    '%s answers',
    async (path) => {
      expect((await site.page(path)).status).toBe(200);
    },
  );

  test('demo vacancies are marked on every page', async () => {
    const sourceId = await buildSource(site.db.dataSource, { name: 'demo', demo: true });
    const { id } = await buildVacancy(site.db.dataSource, { sourceId, title: 'Придуманная' });
    const fresh = await startWeb(site.db.dataSource);
    try {
      for (const path of ['/', '/vacancies?q=x', `/vacancies/${id}`, '/status', '/nope']) {
        expect(await (await fresh.get(path)).text()).toContain('<strong>Демо</strong>');
      }
    } finally {
      await fresh.close();
      await site.db.query('delete from vacancy where id = $1', [id]);
    }
  });
});

describe('language', () => {
  test('it is the one chosen, else the one remembered, else the browser’s, else Russian', async () => {
    const languageOf = async (path: string, headers: Record<string, string> = {}) =>
      /<html lang="(\w+)"/.exec((await site.page(path, headers)).html)?.[1];
    expect(await languageOf('/')).toBe('ru');
    expect(await languageOf('/', { 'Accept-Language': 'en-GB,en;q=0.9' })).toBe('en');
    expect(await languageOf('/', { 'Accept-Language': 'en', Cookie: 'lang=ru' })).toBe('ru');
    expect(await languageOf('/?lang=en', { Cookie: 'lang=ru' })).toBe('en');
    expect(await languageOf('/?lang=xx', { Cookie: 'a; lang=zz; =' })).toBe('ru');
  });

  test('a choice is remembered in a cookie, and the switch keeps the search', async () => {
    const { headers, html, plain } = await site.search({ q: 'аналитик', lang: 'en' });
    expect(headers.get('set-cookie')).toMatch(/^lang=en; Max-Age=\d+; Path=\/;.*SameSite=Lax/);
    expect(html).toContain('25 vacancies');
    expect(plain).toContain('href="?q=%D0%B0%D0%BD%D0%B0%D0%BB%D0%B8%D1%82%D0%B8%D0%BA&lang=ru"');
  });
});
