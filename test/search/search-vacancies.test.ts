import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { analyse, skillsText } from '../../src/language/document.js';
import { fits } from '../../src/language/fits.js';
import { readSearch } from '../../src/language/read-search.js';
import type { SearchRequest } from '../../src/search/search-request.js';
import { type SearchAnswer, searchVacancies } from '../../src/search/search-vacancies.js';
import {
  buildCluster,
  buildEmployer,
  buildSource,
  buildVacancy,
  type VacancyGiven,
} from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 3600 * 1000);

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const search = async (request: Partial<SearchRequest>, page = 1, pageSize = 20): Promise<SearchAnswer> => {
  const asked = { query: '', filters: {}, ...request, page, pageSize };
  const answer = await searchVacancies(db.dataSource, asked, NOW);
  if (answer === null) throw new Error('The search took too long.');
  return answer;
};
const idsOf = ({ items }: SearchAnswer) => items.map(({ id }) => id);
const build = (given: VacancyGiven) => buildVacancy(db.dataSource, { firstSeenAt: daysAgo(20), ...given });
const textOf = (segments: { text: string; marked: boolean }[] | null, marked = true) =>
  (segments ?? []).filter((segment) => segment.marked === marked).map(({ text }) => text);

describe('the order of what is found', () => {
  test('words in the title come before words in the body, stated pay before none, newer before older', async () => {
    const body = await build({ title: 'Мастер', body: 'Нужен бондарь на завод.' });
    const older = await build({ title: 'Бондарь' });
    const newer = await build({ title: 'Бондарь', firstSeenAt: daysAgo(2) });
    const paid = await build({ title: 'Бондарь', firstSeenAt: daysAgo(2), payMonthRub: 90_000 });
    expect(idsOf(await search({ query: 'бондарь' }))).toEqual([paid.id, newer.id, older.id, body.id]);
  });

  test('all the words in one title come before some of them there', async () => {
    const some = await build({
      title: 'Резчик',
      body: 'Резчик по стеклу и зеркалам',
      firstSeenAt: daysAgo(1),
    });
    const all = await build({ title: 'Резчик по стеклу' });
    expect(idsOf(await search({ query: 'резчик стекло' }))).toEqual([all.id, some.id]);
  });

  test('with a title asked for by name, nothing else is weighed as a title', async () => {
    const one = await build({ title: 'Кузнец', body: 'горн' });
    expect(idsOf(await search({ query: 'title:кузнец горн -наковальня' }))).toEqual([one.id]);
  });
});

describe('what is counted', () => {
  test('copies of one job are one item, led by the member that fits, with the others beside it', async () => {
    const clusterId = await buildCluster(db.dataSource);
    const source = await buildSource(db.dataSource, { name: 'second', title: 'Вторая доска' });
    const places = await somePlaces();
    const job = { title: 'Звонарь', clusterId };
    await build({ ...job, placeIds: [places.moscow], firstSeenAt: daysAgo(1) });
    const kazan = await build({ ...job, placeIds: [places.kazan], sourceId: source });

    const answer = await search({ query: 'звонарь', filters: { places: [places.kazan] } });
    expect(idsOf(answer)).toEqual([kazan.id]);
    expect(answer.items[0]).toMatchObject({ source: 'Вторая доска', places: ['Казань'] });
    expect(answer.items[0]?.copies).toMatchObject([{ source: 'built', places: ['Москва'] }]);

    expect(await search({ query: 'звонарь' })).toMatchObject({ total: 1, vacancies: 2 });
  });

  test('closed vacancies are not shown, not counted and not copies', async () => {
    const clusterId = await buildCluster(db.dataSource);
    const open = await build({ title: 'Мельник', clusterId });
    await build({ title: 'Мельник', clusterId, closedAt: daysAgo(1) });
    await build({ title: 'Мельник', closedAt: daysAgo(1) });
    const answer = await search({ query: 'мельник' });
    expect(answer).toMatchObject({ total: 1, vacancies: 1 });
    expect(idsOf(answer)).toEqual([open.id]);
    expect(answer.items[0]?.copies).toEqual([]);
  });

  test('pay, employers of 30 days and new of the week are of the clusters that fit', async () => {
    const [rye, oats] = [
      await buildEmployer(db.dataSource, 'Рожь'),
      await buildEmployer(db.dataSource, 'Овёс'),
    ];
    const clusterId = await buildCluster(db.dataSource);
    const baker = { title: 'Пекарь', employerId: rye };
    await build({ ...baker, payMonthRub: 60_000, clusterId });
    await build({ ...baker, payMonthRub: 60_000, clusterId, firstSeenAt: daysAgo(3) });
    await build({ ...baker, payMonthRub: 90_000, firstSeenAt: daysAgo(3) });
    await build({ ...baker, payMonthRub: 120_000, employerId: oats });
    await build({ ...baker, employerId: oats, firstSeenAt: daysAgo(31) });
    expect(await search({ query: 'пекарь' })).toMatchObject({
      total: 4,
      vacancies: 5,
      newThisWeek: 1,
      withPay: 3,
      mean: 90_000,
      median: 90_000,
      employers: [
        { name: 'Рожь', vacancies: 2 },
        { name: 'Овёс', vacancies: 1 },
      ],
    });
  });
});

describe('pages', () => {
  test('all pages together hold every cluster once, whatever the clock says meanwhile', async () => {
    const made = new Set<string>();
    for (let i = 0; i < 23; i++) {
      const { id } = await build({
        title: 'Садовник',
        firstSeenAt: daysAgo(i % 4),
        payMonthRub: (i % 3) * 1000,
      });
      made.add(id);
    }
    const seen: string[] = [];
    for (let page = 1; page <= 4; page++) {
      const later = new Date(NOW.getTime() + page * 3_600_000);
      const asked = { query: 'садовник', filters: {}, page, pageSize: 7 };
      seen.push(...idsOf((await searchVacancies(db.dataSource, asked, later)) as SearchAnswer));
    }
    expect(seen).toHaveLength(23);
    expect(new Set(seen)).toEqual(made);
    expect(await search({ query: 'садовник' }, 9, 7)).toMatchObject({ total: 23, items: [] });
  });
});

describe('why', () => {
  test('the words found are marked in the title, the company, and a line of the text', async () => {
    await build({ title: 'Старший егерь', company: 'Лес егеря', body: 'Обход. Помогать егерям. Отчёт.' });
    const [item] = (await search({ query: 'егерь' })).items;
    expect(textOf(item?.marked.title ?? null)).toEqual(['егерь']);
    expect(textOf(item?.marked.employer ?? null)).toEqual(['егеря']);
    expect(textOf(item?.marked.why ?? null)).toEqual(['егерям']);
  });

  test('a word found among the skills alone shows the skills', async () => {
    await build({ title: 'Инженер', skills: ['чертежи', 'фрезеровка'], body: 'Работа в цехе.' });
    const [item] = (await search({ query: 'фрезеровка' })).items;
    expect(item?.marked.why).toEqual([
      { text: 'чертежи, ', marked: false },
      { text: 'фрезеровка', marked: true },
    ]);
  });
});

describe('queries that cannot be answered as they are', () => {
  test('a query of common words finds nothing and says why', async () => {
    const answer = await search({ query: 'и в на' });
    expect(answer).toMatchObject({ total: 0, items: [] });
    expect(answer.read.refused?.code).toBe('stop-only');
  });

  test('no text of any kind makes an error', async () => {
    const hostile = [
      "'''",
      "'; drop table vacancy; --",
      '((((((((((((((((((((((((((((((((((((',
      '"',
      '!!!***',
      'a:b:c:d',
      '\\',
      '\u202e\u200b',
      ':* & | ! <->',
      'title:(company:(java',
      '😀'.repeat(900),
    ];
    for (const query of hostile) expect((await search({ query })).total).toBeGreaterThanOrEqual(0);
  });
});

test('the page finds exactly what the one definition of fitting says, for queries of every kind', async () => {
  const fields = await someVacancies();
  const queries = [
    'менеджер',
    'менеджер продаж',
    '"менеджер по продажам"',
    'менеджер -продажи',
    'java OR python',
    '(java OR python) -стажёр',
    'title:python',
    'company:яндекс',
    'разраб*',
    '!разработчик',
    'c++',
    '1с',
    '.net',
    'категории С',
    'java OR NOT python',
  ];
  for (const query of queries) {
    const { ast } = readSearch({ query });
    const wanted = fields.filter(({ document }) => fits(ast, document)).map(({ id }) => id);
    const { items } = await search({ query: query }, 1, 500);
    const found = items.map(({ id }) => id).filter((id) => fields.some((one) => one.id === id));
    expect([query, found.sort()]).toEqual([query, wanted.sort()]);
  }
});

async function someVacancies() {
  const titles = ['Менеджер по продажам', 'Разработчик C++', 'Java-разработчик, стажёр', 'Python developer'];
  const bodies = ['Продажи и java', 'Опыт .NET и 1С', 'водитель категории С', 'разработка на python'];
  const companies = ['Яндекс', 'Ромашка'];
  const made = [];
  for (const title of titles) {
    for (const body of bodies) {
      for (const company of companies) {
        const { id } = await build({ title, body, company });
        made.push({ id, document: analyse({ title, company, body, skills: skillsText([]) }) });
      }
    }
  }
  return made;
}

async function somePlaces(): Promise<{ moscow: number; kazan: number }> {
  await db.query(
    `insert into place (id, name, label, region, key, zone, lat, lng, population)
     values (1, 'Москва', 'Москва', 'Москва', 'москва', 'Europe/Moscow', 55, 37, 12000000),
            (2, 'Казань', 'Казань', 'Татарстан', 'казань', 'Europe/Moscow', 55, 49, 1200000)
     on conflict do nothing`,
  );
  return { moscow: 1, kazan: 2 };
}
