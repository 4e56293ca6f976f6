import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createLog } from '../../src/kit/log.js';
import { figuresFor } from '../../src/market/figures.sql.js';
import { MarketStep } from '../../src/market/market.step.js';
import { buildCluster, buildVacancy, followSearch, type VacancyGiven } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const NOW = new Date('2026-11-24T03:00:00Z');
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY);

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
afterEach(() => db.query('truncate market_figure, search, vacancy, cluster cascade'));

const build = (given: VacancyGiven) => buildVacancy(db.dataSource, { firstSeenAt: daysAgo(10), ...given });
const run = (now = NOW) => new MarketStep(db.dataSource, createLog('silent')).run(now);

async function figureOf(query: string, filters = {}) {
  const id = await followSearch(db.dataSource, query, filters);
  await run();
  return (await figuresFor(db.dataSource.manager, [id])).get(id);
}

describe('market figures', () => {
  test('say mean, median and percentiles of hand-computed pay', async () => {
    for (const pay of [50_000, 60_000, 80_000, 90_000, 120_000, 200_000]) {
      await build({ title: 'Сварщик', payMonthRub: pay, payPointRub: pay });
    }
    await build({ title: 'Сварщик без оплаты' });
    // Mean 600 000 / 6; median between 80 000 and 90 000; p10 at index 0.5, p90 at index 4.5.
    expect(await figureOf('сварщик')).toMatchObject({
      total: 7,
      withPay: 6,
      mean: 100_000,
      median: 85_000,
      p10: 55_000,
      p90: 160_000,
    });
  });

  test('withhold pay below five vacancies that state it', async () => {
    for (const pay of [50_000, 60_000, 70_000, 80_000]) await build({ title: 'Сварщик', payMonthRub: pay });
    expect(await figureOf('сварщик')).toMatchObject({
      total: 4,
      withPay: 4,
      mean: null,
      median: null,
      p10: null,
      p90: null,
    });
  });

  test('ask the title: a profession mentioned in passing does not count', async () => {
    await build({ title: 'Сварщик' });
    await build({ title: 'Мастер участка', body: 'Руководить бригадой: сварщик, слесарь.' });
    await build({ title: 'Инженер', company: 'Сварщик и партнёры' });
    expect(await figureOf('сварщик')).toMatchObject({ total: 1 });
  });

  test('ask the fields that the query names', async () => {
    await build({ title: 'Инженер', company: 'Ромашка' });
    await build({ title: 'Инженер', company: 'Василёк' });
    expect(await figureOf('инженер company:ромашка')).toMatchObject({ total: 1 });
  });

  test('count a cluster once, by the copy that states its pay', async () => {
    const clusterId = await buildCluster(db.dataSource);
    await build({ title: 'Сварщик', clusterId });
    await build({ title: 'Сварщик', clusterId, payMonthRub: 70_000 });
    expect(await figureOf('сварщик')).toMatchObject({ total: 1, withPay: 1 });
  });

  test('count closed vacancies, and those of the last 12 months only', async () => {
    await build({ title: 'Сварщик', closedAt: daysAgo(1) });
    await build({ title: 'Сварщик', firstSeenAt: daysAgo(364) });
    await build({ title: 'Сварщик', firstSeenAt: daysAgo(370) });
    expect(await figureOf('сварщик')).toMatchObject({ total: 2 });
  });

  test('name the employers of the last 30 days, most first, then by name', async () => {
    for (const [company, times] of [
      ['Бета', 2],
      ['Альфа', 2],
      ['Гамма', 3],
      ['Дельта', 1],
    ] as const) {
      for (let i = 0; i < times; i++) await build({ title: 'Сварщик', company });
    }
    for (let i = 0; i < 5; i++)
      await build({ title: 'Сварщик', company: 'Давняя', firstSeenAt: daysAgo(31) });
    expect((await figureOf('сварщик'))?.employers).toEqual([
      { name: 'Гамма', vacancies: 3 },
      { name: 'Альфа', vacancies: 2 },
      { name: 'Бета', vacancies: 2 },
      { name: 'Дельта', vacancies: 1 },
    ]);
  });

  test('look at the city and the other filters of the search', async () => {
    await build({ title: 'Сварщик', placeIds: [1] });
    await build({ title: 'Сварщик', placeIds: [2] });
    expect(await figureOf('сварщик', { places: [2] })).toMatchObject({ total: 1 });
    expect(await figureOf('', { places: [1] })).toMatchObject({ total: 1 });
  });

  test('leave out what the person excluded', async () => {
    await build({ title: 'Сварщик' });
    await build({ title: 'Сварщик вахтой' });
    expect(await figureOf('сварщик', { excludeWords: 'вахта' })).toMatchObject({ total: 1 });
  });

  test('are made once a day', async () => {
    await build({ title: 'Сварщик' });
    await followSearch(db.dataSource, 'сварщик');
    await followSearch(db.dataSource, 'повар');
    expect(await run()).toEqual({ figures: 2 });
    expect(await run()).toEqual({ figures: 0 });
    expect(await run(new Date(NOW.getTime() + DAY))).toEqual({ figures: 2 });
  });
});
