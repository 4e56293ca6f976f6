import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Asked, estimate, volumeOf } from '../../src/search/estimate.js';
import { type EstimateTools, estimateTools } from '../../src/search/estimate-tools.js';
import type { SearchRequest } from '../../src/search/search-request.js';
import { searchVacancies } from '../../src/search/search-vacancies.js';
import { buildEmployer, buildVacancy, type VacancyGiven } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { manyVacancies } from '../support/many.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const YESTERDAY = new Date('2026-11-23T09:00:00Z');

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  // Khimki is 20 km from Moscow, Klin 85, Tver 160.
  await db.query(
    `insert into place (id, name, label, region, key, zone, lat, lng, population) values
       (1, 'Москва', 'Москва', 'Москва', 'москва', 'Europe/Moscow', 55.75, 37.62, 12000000),
       (2, 'Химки', 'Химки', 'Московская область', 'химки', 'Europe/Moscow', 55.89, 37.43, 250000),
       (3, 'Клин', 'Клин', 'Московская область', 'клин', 'Europe/Moscow', 56.33, 36.73, 79000),
       (4, 'Тверь', 'Тверь', 'Тверская область', 'тверь', 'Europe/Moscow', 56.86, 35.92, 420000)`,
  );
});
beforeEach(() => db.query('delete from vacancy'));
afterAll(() => db.close());

const build = (given: VacancyGiven) => buildVacancy(db.dataSource, { firstSeenAt: YESTERDAY, ...given });
const ask = (asked: Omit<Asked, 'request'> & Partial<SearchRequest>, given: Partial<EstimateTools> = {}) => {
  const { query = '', filters = {}, ...more } = asked;
  return estimate(estimateTools(db.dataSource, given), { request: { query, filters }, ...more }, NOW);
};
const told = (steps: { by: string; value: unknown; n: number }[]) =>
  steps.map(({ by, value, n }) => [by, value, n]);

describe('an ordinary search', () => {
  test('has a count a week, its newest vacancies, and nothing to change', async () => {
    const ids: string[] = [];
    for (let hour = 1; hour <= 7; hour++) {
      const firstSeenAt = new Date(NOW.getTime() - hour * 3_600_000);
      ids.push((await build({ title: 'Аналитик', firstSeenAt })).id);
    }
    expect(await ask({ query: 'аналитик', examples: 5 })).toEqual({
      perWeek: 7,
      tooMuch: false,
      tooBroad: false,
      open: 7,
      newest: ids.slice(0, 5),
      narrow: [],
      widen: [],
      suggestion: null,
    });
    expect((await ask({ query: 'аналитик' })).newest).toEqual([]);
  });

  test('that cannot be an alert has no count', async () => {
    await build({ title: 'Аналитик' });
    expect(await ask({ query: '-аналитик' })).toMatchObject({ perWeek: null, tooMuch: false, narrow: [] });
    expect(await ask({ query: 'и в на', examples: 5 })).toMatchObject({
      perWeek: null,
      newest: [],
      widen: [],
    });
  });
});

describe('a search that is too broad', () => {
  beforeEach(async () => {
    const paid = { payMonthRub: 90_000, placeIds: [1] };
    await manyVacancies(db, 60, { title: 'Курьер', firstSeenAt: YESTERDAY, experience: 'none', ...paid });
    await manyVacancies(db, 50, {
      title: 'Водитель',
      body: 'Бывает и курьер.',
      firstSeenAt: YESTERDAY,
      placeIds: [2],
    });
    const part = { employment: ['part'], schedule: ['remote'] };
    await manyVacancies(db, 10, {
      title: 'Курьер',
      firstSeenAt: YESTERDAY,
      placeIds: [4],
      ...part,
      payMonthRub: 30_000,
    });
  });

  test('is narrowed by filters and titles, first by what leaves the least whatever is chosen', async () => {
    const { perWeek, tooBroad, narrow } = await ask({ query: 'курьер' });
    expect([perWeek, tooBroad]).toEqual([120, true]);
    expect(told(narrow)).toEqual([
      ['city', 'Москва', 60],
      ['city', 'Химки', 50],
      ['city', 'Тверь', 10],
      ['experience', 'none', 60],
      ['title', null, 70],
      ['schedule', 'remote', 10],
    ]);
  });

  test('is narrowed to searches that bring exactly what was promised', async () => {
    const { narrow } = await ask({ query: 'курьер', filters: { excludeWords: 'грузчик' } });
    expect(narrow.length).toBeGreaterThan(5);
    for (const { request, n } of narrow) {
      expect(request.filters.excludeWords).toBe('грузчик');
      expect((await volumeOf(estimateTools(db.dataSource).counts, request, NOW)).perWeek).toBe(n);
      expect((await searchVacancies(db.dataSource, { ...request, page: 1, pageSize: 1 }, NOW))?.total).toBe(
        n,
      );
    }
  });

  test('is narrowed within the cities and values that were asked for', async () => {
    const filters = { places: [1, 2], experience: ['none' as const, 'unknown' as const] };
    const { narrow } = await ask({ query: 'title:(курьер OR водитель)', filters });
    expect(told(narrow).filter(([by]) => by === 'city' || by === 'experience')).toEqual([
      ['city', 'Москва', 60],
      ['city', 'Химки', 50],
      ['experience', 'none', 60],
    ]);
    expect(narrow.some(({ by }) => by === 'title')).toBe(false);
  });

  test('is narrowed by pay where enough state it, and not by a pay that is asked already', async () => {
    await db.query(
      `update vacancy set pay_month_rub = 40000 + 1000 * (id % 60)::int, schedule = '{}', employment = '{}'`,
    );
    const pay = async (payFrom: number | null) =>
      (await ask({ query: 'курьер', filters: { payFrom } })).narrow.filter(({ by }) => by === 'pay');
    const offered = await pay(null);
    expect(offered.map(({ value }) => value)).toEqual([60_000, 80_000]);
    for (const { value } of await pay(55_000)) expect(value).toBeGreaterThan(55_000);
  });

  test('is narrowed by leaving out an employer who has a fifth of it or more', async () => {
    const rose = await buildEmployer(db.dataSource, 'Роза');
    await db.query(
      `update vacancy set employer_id = case when id % 4 = 0 then $1::integer end, place_ids = '{}'`,
      [rose],
    );
    const [employer] = (await ask({ query: 'курьер' })).narrow.filter(({ by }) => by === 'employer');
    expect(employer).toMatchObject({
      value: 'Роза',
      n: 90,
      request: { filters: { excludeEmployers: [rose] } },
    });
  });
});

test('a search of more than a thousand a day is refused, one of a thousand is not', async () => {
  await manyVacancies(db, 7000, { title: 'Продавец', firstSeenAt: YESTERDAY });
  const request = { query: 'продавец', filters: {} };
  const volume = () => volumeOf(estimateTools(db.dataSource).counts, request, NOW);
  expect(await volume()).toEqual({ perWeek: 7000, tooMuch: false });
  await build({ title: 'Продавец' });
  expect(await volume()).toEqual({ perWeek: 7001, tooMuch: true });
});

describe('a search that finds nothing', () => {
  const widen = async (request: Partial<SearchRequest>, given: Partial<EstimateTools> = {}) =>
    told((await ask(request, given)).widen);

  test('is widened by each wish that alone is in the way', async () => {
    await build({ title: 'Стеклодув', placeIds: [4], payMonthRub: 50_000 });
    await build({ title: 'Стеклодув', placeIds: [1], payMonthRub: 50_000, experience: 'none' });
    await build({ title: 'Повар', placeIds: [1], payMonthRub: 90_000, experience: 'none' });
    const filters = { places: [1], payFrom: 80_000, experience: ['none' as const] };
    expect(await widen({ query: 'стеклодув', filters })).toEqual([
      ['pay', null, 1],
      ['text', null, 1],
    ]);
    expect(await widen({ query: 'стеклодув' })).toEqual([]);
  });

  test('is widened by the neighbouring cities that have some, each and all, and not by those beyond 100 km', async () => {
    for (const placeIds of [[2], [3], [3], [4]]) await build({ title: 'Стеклодув', placeIds });
    expect(await widen({ query: 'стеклодув', filters: { places: [1] } })).toEqual([
      ['near', 'Химки', 1],
      ['near', 'Клин', 2],
      ['allNear', 2, 3],
      ['cities', null, 4],
    ]);
    const [all] = (await ask({ query: 'стеклодув', filters: { places: [1] } })).widen.filter(
      ({ by }) => by === 'allNear',
    );
    expect(all?.request.filters.places).toEqual([1, 2, 3]);
    expect(await widen({ query: 'стеклодув', filters: { cityNames: ['васюки'] } })).toEqual([
      ['cities', null, 4],
    ]);
  });

  test('is widened by one city alone without all of them, where only one has some', async () => {
    await build({ title: 'Стеклодув', placeIds: [3] });
    expect(await widen({ query: 'стеклодув', filters: { places: [1] } })).toEqual([
      ['near', 'Клин', 1],
      ['cities', null, 1],
    ]);
  });

  test('is widened by a word fewer, the smallest step first', async () => {
    await build({ title: 'Аналитик sql' });
    await build({ title: 'Аналитик', body: 'sql и python' });
    await build({ title: 'Аналитик марсоход' });
    expect(await widen({ query: 'аналитик sql марсоход' })).toEqual([
      ['word', 'sql', 1],
      ['word', 'марсоход', 2],
    ]);
  });

  test('is widened by other names of the profession, those that have some, at most three', async () => {
    for (const title of ['Рекрутер', 'Специалист по кадрам', 'Инспектор', 'Подборщик'])
      await build({ title });
    const synonyms = () => ['рекрутер', 'хедхантер', 'специалист кадры', 'инспектор', 'подборщик'];
    expect(await widen({ query: 'кадровик' }, { synonyms })).toEqual([
      ['synonym', 'рекрутер', 1],
      ['synonym', 'специалист кадры', 1],
      ['synonym', 'инспектор', 1],
    ]);
    expect(await widen({ query: 'рекрутер' }, { synonyms })).toEqual([]);
  });
});

describe('what was perhaps meant', () => {
  const suggest = async (query: string) => (query === 'ghjuhfvvbcn' ? 'программист' : null);

  test('is offered with its count where it finds more, in the same filters', async () => {
    await build({ title: 'Программист', placeIds: [1] });
    const asked = { query: 'ghjuhfvvbcn', filters: { places: [1] } };
    expect((await ask(asked, { suggest })).suggestion).toEqual({
      request: { query: 'программист', filters: { places: [1] } },
      n: 1,
    });
    expect((await ask({ query: 'программист' }, { suggest })).suggestion).toBeNull();
  });

  test('is offered where the filters let nothing through either, and not where nobody has it', async () => {
    const asked = { query: 'ghjuhfvvbcn', filters: { places: [1] } };
    expect((await ask(asked, { suggest })).suggestion).toBeNull();
    await build({ title: 'Программист', placeIds: [2] });
    expect((await ask(asked, { suggest })).suggestion).toMatchObject({ n: 0 });
  });

  test('is not offered where what was typed finds as much', async () => {
    await build({ title: 'Программист' });
    await build({ title: 'ghjuhfvvbcn' });
    expect((await ask({ query: 'ghjuhfvvbcn' }, { suggest })).suggestion).toBeNull();
  });
});

test('a count that takes too long leaves out what hangs on it, and nothing fails', async () => {
  const runner = db.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('lock table vacancy in access exclusive mode');
  expect(await ask({ query: 'аналитик', examples: 5 })).toEqual({
    perWeek: null,
    tooMuch: false,
    tooBroad: false,
    open: null,
    newest: [],
    narrow: [],
    widen: [],
    suggestion: null,
  });
  await runner.rollbackTransaction();
  await runner.release();
});
