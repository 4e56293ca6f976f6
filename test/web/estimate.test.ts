import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { sign } from '../../src/kit/tokens.js';
import { letters, subscribed, tools } from '../subscribe/support.js';
import { form, Visitor } from '../subscribe/visitor.js';
import { buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { manyVacancies } from '../support/many.js';
import { startWeb, type Web } from './start-web.js';

const AN_HOUR_AGO = new Date(Date.now() - 3_600_000);
const CONSENT = { consent: '1', at: '09:00', day: ['1'], zone: 'Europe/Moscow', language: 'ru' };

let database: TestDatabase;
let db: DataSource;
let web: Web;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
  await database.query(
    `insert into place (id, name, label, region, key, zone, lat, lng, population) values
       (1, 'Москва', 'Москва', 'Москва', 'москва', 'Europe/Moscow', 55.75, 37.62, 12000000),
       (2, 'Химки', 'Химки', 'Московская область', 'химки', 'Europe/Moscow', 55.89, 37.43, 250000),
       (3, 'Клин', 'Клин', 'Московская область', 'клин', 'Europe/Moscow', 56.33, 36.73, 79000)`,
  );
  const courier = { title: 'Курьер', firstSeenAt: AN_HOUR_AGO };
  await manyVacancies(database, 90, { ...courier, placeIds: [1], payMonthRub: 90_000, experience: 'none' });
  await manyVacancies(database, 60, { ...courier, placeIds: [2], schedule: ['remote'] });
  await manyVacancies(database, 7001, { title: 'Продавец', firstSeenAt: AN_HOUR_AGO });
  for (let i = 0; i < 14; i++)
    await buildVacancy(db, {
      title: 'Стеклодув',
      placeIds: [2],
      payMonthRub: 50_000 + i,
      firstSeenAt: new Date(Date.now() - i * 60_000),
    });
  await buildVacancy(db, { title: 'Стеклодув', placeIds: [3], firstSeenAt: AN_HOUR_AGO });
  web = await startWeb(db);
});
afterAll(async () => {
  await web.close();
  await database.close();
});

const get = async (path: string, fields: Record<string, string | string[]>, headers = {}) =>
  (await new Visitor(web).get(`${path}?${form(fields)}`, headers)).html;
/** The text of a page as it is read: no tags, single spaces. */
const textOf = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const text = async (path: string, fields: Record<string, string | string[]>) =>
  textOf(await get(path, fields));

describe.each(['/vacancies', '/subscribe'])('%s', (path) => {
  test('says how much an ordinary search brings, in the right number', async () => {
    expect(await text(path, { q: 'стеклодув' })).toContain('≈ 15 вакансий в неделю , одно письмо в день.');
    expect(await text(path, { q: 'стеклодув', city: 'Клин' })).toContain('≈ 1 вакансия в неделю ,');
    expect(await text(path, { q: 'стеклодув', lang: 'en' })).toContain(
      '≈ 15 vacancies a week , one letter a day.',
    );
    expect(await text(path, { q: 'стеклодув' })).not.toContain('Сузьте поиск');
  });

  test('tells before the address that a search is too broad, and links to narrower ones with their counts', async () => {
    const html = await get(path, { q: 'курьер', without: 'грузчик' });
    const before = html.slice(html.indexOf('≈'), html.indexOf('name="email"'));
    expect(textOf(before)).toContain('Это слишком много для одного письма: около 21 вакансии каждый день.');
    expect(textOf(before)).toMatch(/Город Москва 90 Химки 60/);
    expect(textOf(before)).toMatch(/Опыт без опыта 90/);
    expect(textOf(before)).toMatch(/График удалённая работа 60/);
    const [, href = ''] = /<a class="link" href="([^"]+)"[^>]*><bdi>Химки</.exec(before) ?? [];
    expect(href).toBe(`${path}?${form({ q: 'курьер', city: 'Химки', without: 'грузчик' })}`);
    expect(textOf((await new Visitor(web).get(href)).html)).toContain('≈ 60 вакансий в неделю');
    const english = await text(path, { q: 'курьер', lang: 'en' });
    expect(english).toContain('That is too much for one letter: about 21 vacancies every day.');
    expect(english).toContain('City Москва 90 Химки 60');
  });

  test('widens what finds nothing, with counts, and still offers to subscribe', async () => {
    const html = await get(path, { q: 'стеклодув', city: 'Москва' });
    const read = textOf(html);
    expect(read).toContain('Сейчас таких вакансий нет');
    expect(read).toContain('добавить город: Клин 1 вакансия добавить город: Химки 14 вакансий');
    expect(read).toContain('добавить все 2 города в пределах 100 км 15 вакансий');
    expect(read).toContain('во всех городах 15 вакансий');
    expect(read).toContain('Скажем, когда появятся новые');
    expect(html).toContain('name="email"');
    const both = form({ q: 'стеклодув', city: ['Москва', 'Химки', 'Клин'] });
    expect(html).toContain(`href="${path}?${both}"`);
    const english = await text(path, { q: 'стеклодув', city: 'Москва', lang: 'en' });
    expect(english).toContain('add all 2 cities within 100 km 15 vacancies');
    expect(await text(path, { q: 'стеклодув марсоход' })).toContain('без слова «марсоход» 15 вакансий');
  });

  test('refuses what brings more than a thousand a day, says why, and links to less', async () => {
    const html = await get(path, { q: 'продавец' });
    expect(textOf(html)).toContain(
      'подходит около 7 001 новой вакансии в неделю: больше тысячи в день мы не присылаем',
    );
    expect(html).not.toContain('name="email"');
    expect(textOf(html)).toContain('Сузьте поиск: добавьте слово, выберите город, опыт или оплату.');
    expect(await text(path, { q: 'продавец', lang: 'en' })).toContain(
      'About 7,001 new vacancies a week fit this search',
    );
    expect(textOf(await get(path, { q: 'продавец OR курьер' }))).toContain('Город Москва 90 Химки 60');
  });

  test('tells how a query was understood, what was guessed, and a city that nobody knows', async () => {
    const read = await text(path, { q: '(стеклодув OR "курьер -стажёр', city: 'Васюки' });
    expect(read).toContain('Как понято: стеклодув ИЛИ ');
    expect(read).toContain('Кавычка не закрыта');
    expect(read).toContain('Скобка не закрыта');
    expect(read).toContain('Города «Васюки» нет в каталоге');
  });
});

describe('what was perhaps meant', () => {
  const typed = { q: 'cntrkjled', pay: '50001' };
  beforeAll(() => {
    web.tools.suggest = async (query) => (query === typed.q ? 'стеклодув' : null);
  });
  afterAll(() => {
    web.tools.suggest = async () => null;
  });

  test.each(['/vacancies', '/subscribe'])(
    'is offered on %s as a link with its count, not applied',
    async (path) => {
      const html = await get(path, typed);
      expect(textOf(html)).toContain('Возможно, вы искали: стеклодув — 14 вакансий');
      expect(html).toContain(`href="${path}?${form({ q: 'стеклодув', pay: '50001' })}"`);
      expect(textOf(html)).toContain('Сейчас таких вакансий нет');
      expect(await text(path, { ...typed, lang: 'en' })).toContain('Did you mean: стеклодув — 14 vacancies');
      expect(await text(path, { ...typed, city: 'Москва' })).toMatch(/Возможно, вы искали: стеклодув (?!—)/);
      expect(await text(path, { q: 'стеклодув' })).not.toContain('Возможно');
    },
  );
});

describe('/subscribe', () => {
  test('shows the five newest vacancies that fit', async () => {
    const html = await get('/subscribe', { q: 'стеклодув' });
    const list = html.slice(html.indexOf('class="vacancies"'));
    expect(textOf(list).match(/5\d 0\d\d ₽/g)).toEqual([
      '50 000 ₽',
      '50 001 ₽',
      '50 002 ₽',
      '50 003 ₽',
      '50 004 ₽',
    ]);
    expect(textOf(list)).toContain('от 50 000 ₽ Ромашка Химки сегодня');
    expect(list).toContain('<mark>Стеклодув</mark>');
    expect(await get('/subscribe', { q: 'марсоход' })).not.toContain('class="vacancies"');
  });

  test('refuses the form of a search that brings too much, and writes nothing', async () => {
    const visitor = new Visitor(web);
    const { status, html } = await visitor.post('/subscribe', {
      q: 'продавец',
      email: 'a@example.org',
      ...CONSENT,
    });
    expect(status).toBe(422);
    expect(textOf(html)).toContain('больше тысячи в день мы не присылаем');
    expect(html).toContain('<a href="#q">');
    expect(await letters(db)).toEqual([]);
    expect(await db.query('select from saved_search')).toEqual([]);
    const english = await visitor.post('/subscribe?lang=en', {
      q: 'продавец',
      email: 'a@example.org',
      ...CONSENT,
    });
    expect(english.status).toBe(422);
    const narrow = await visitor.post('/subscribe', { q: 'курьер', email: 'a@example.org', ...CONSENT });
    expect(narrow.location).toBe('/subscribe/sent');
  });
});

describe('a saved search', () => {
  let people = 0;
  /** Somebody with a saved search for couriers, at a browser. */
  const signedIn = async () => {
    const email = `person-${people++}@example.org`;
    const { subscriberId, savedSearchId } = await subscribed(db, { query: 'курьер', email });
    const soon = Math.floor(Date.now() / 1000) + 3600;
    const cookie = `session=${sign(tools.secret, 'session', `${subscriberId}:${soon}`)}`;
    const path = `/my/searches/${savedSearchId}`;
    const visitor = new Visitor(web, { cookie });
    const saved = async (columns: string) =>
      (await db.query(`select ${columns} from saved_search where id = $1`, [savedSearchId]))[0];
    return { path, visitor, saved };
  };

  test('is listed with what it brings a week', async () => {
    const { visitor } = await signedIn();
    expect(textOf((await visitor.get('/my')).html)).toContain('≈ 150 вакансий в неделю');
    await db.query(`update saved_search set query = 'марсоход'`);
    expect(textOf((await visitor.get('/my')).html)).toContain('новые — реже раза в неделю');
  });

  test('shows what it brings, and what it would bring if it were changed, before it is', async () => {
    const { path, visitor, saved } = await signedIn();
    const { html } = await visitor.get(path);
    expect(textOf(html)).toContain('≈ 150 вакансий в неделю');
    const [, href = ''] = /<a class="link" href="([^"]+)"[^>]*><bdi>Химки</.exec(html) ?? [];
    // Its name was made of its words, so it goes with them.
    expect(href).toBe(`${path}?${form({ q: 'курьер', city: 'Химки', name: '' })}`);
    const changed = await visitor.get(href);
    expect(textOf(changed.html)).toContain('≈ 60 вакансий в неделю');
    expect(changed.html).toContain('name="city" value="Химки"');
    expect(await saved('query, filters')).toEqual({ query: 'курьер', filters: {} });
    const cleared = await visitor.get(`${path}?q=`);
    expect([cleared.status, textOf(cleared.html).includes('Запрос пуст')]).toEqual([200, true]);
  });

  test('widens a change that would find nothing, and tells of one that cannot be read', async () => {
    const { path, visitor } = await signedIn();
    const { html } = await visitor.get(`${path}?${form({ q: 'стеклодув', city: 'Москва', name: 'Мой' })}`);
    expect(textOf(html)).toContain('добавить город: Химки 14 вакансий');
    expect(html).toContain('name=%D0%9C%D0%BE%D0%B9"');
    const wrong = await visitor.get(`${path}?${form({ q: '"стеклодув', pay: 'много' })}`);
    expect(textOf(wrong.html)).toContain('Оплата — это число рублей');
    expect(textOf(wrong.html)).toContain('Кавычка не закрыта');
  });

  test('cannot be changed into one that brings too much, but one that does can be renamed', async () => {
    const { path, visitor, saved } = await signedIn();
    const { status, html } = await visitor.post(path, { q: 'продавец', name: 'Много' });
    expect([status, textOf(html).includes('больше тысячи в день')]).toEqual([422, true]);
    await manyVacancies(database, 6900, { title: 'Курьер', firstSeenAt: AN_HOUR_AGO });
    expect((await visitor.post(path, { q: 'Курьер', name: 'Каждый день' })).status).toBe(303);
    expect(await saved('name')).toEqual({ name: 'Каждый день' });
  });
});

describe('/estimate.json', () => {
  const ask = async (fields: Record<string, string>, headers = {}) => {
    const response = await web.get(`/estimate.json?${form(fields)}`, headers);
    return [response.status, await response.json()];
  };

  test('tells what a search would bring while it is typed, in the language of the page', async () => {
    const told = { perWeek: 15, refused: null, sentence: '≈ 15 вакансий в неделю' };
    expect(await ask({ q: 'стеклодув' })).toEqual([200, told]);
    expect(await ask({ q: 'стеклодув', city: 'Клин', lang: 'en' })).toEqual([
      200,
      { perWeek: 1, refused: null, sentence: '≈ 1 vacancy a week' },
    ]);
    expect(await ask({ q: 'марсоход' }, { Cookie: 'lang=en' })).toEqual([
      200,
      { perWeek: 0, refused: null, sentence: 'less than one new a week' },
    ]);
  });

  test('says why there would be no alert, but is silent of what is only half typed', async () => {
    expect(await ask({ q: 'продавец' })).toMatchObject([
      200,
      {
        perWeek: 7001,
        refused: expect.stringContaining('больше тысячи'),
        sentence: expect.stringMatching(/около 7\s001 новой/),
      },
    ]);
    for (const fields of [{ q: '' }, { q: '-' }, { q: 'и' }, { q: 'я'.repeat(3000), city: 'Москва' }]) {
      expect(await ask(fields)).toMatchObject([200, { perWeek: null, sentence: '' }]);
    }
    expect(await ask({ 'q[]': 'x', pay: 'много' })).toMatchObject([200, { perWeek: null }]);
  });
});
