import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ensurePlaces } from '../../src/collect/places/ensure-places.js';
import { professionsInDemand } from '../../src/market/demand.js';
import { marketReport } from '../../src/market/report.sql.js';
import { buildCluster, buildVacancy, type VacancyGiven } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const NOW = new Date('2026-11-24T03:00:00Z');
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY);
const [MOSCOW, PETERSBURG, KAZAN] = [1, 2, 6];

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await ensurePlaces(db.dataSource);
});
afterAll(() => db.close());
afterEach(() => db.query('truncate vacancy, cluster cascade'));

const build = ({ payMonthRub, ...given }: VacancyGiven) =>
  buildVacancy(db.dataSource, {
    title: 'Сварщик',
    firstSeenAt: daysAgo(10),
    ...given,
    ...(payMonthRub !== undefined && { payMonthRub, payPointRub: payMonthRub }),
  });
const report = (query = 'сварщик', filters = {}) =>
  marketReport(db.dataSource.manager, { query, filters }, NOW);

describe('the market of a search', () => {
  test('tells the country and each city, most jobs first, by hand-computed figures', async () => {
    for (const pay of [50_000, 60_000, 70_000, 90_000, 130_000, 200_000])
      await build({ placeIds: [MOSCOW], payMonthRub: pay });
    for (const pay of [40_000, 50_000, 60_000, 70_000])
      await build({ placeIds: [PETERSBURG], payMonthRub: pay });
    for (let i = 0; i < 3; i++) await build({ placeIds: [PETERSBURG] });
    await build({ placeIds: [], cityKey: 'лондон', payMonthRub: 300_000 });
    const { country, cities } = await report();
    // 600 000 + 220 000 + 300 000 over eleven; the sixth of eleven.
    expect(country).toEqual({ total: 14, withPay: 11, mean: 101_818, median: 70_000 });
    expect(cities).toEqual([
      // Four stated sums are too few.
      { id: PETERSBURG, label: 'Санкт-Петербург', total: 7, withPay: 4, mean: null, median: null },
      { id: MOSCOW, label: 'Москва', total: 6, withPay: 6, mean: 100_000, median: 80_000 },
    ]);
  });

  test('is that of all cities, whichever the search names', async () => {
    await build({ placeIds: [MOSCOW] });
    await build({ placeIds: [KAZAN] });
    const { country, cities } = await report('сварщик', { places: [KAZAN], cityNames: ['Лондон'] });
    expect(country.total).toBe(2);
    expect(cities).toHaveLength(2);
  });

  test('counts copies once in the country, and once in each city where one of them is', async () => {
    const clusterId = await buildCluster(db.dataSource);
    await build({ clusterId, placeIds: [MOSCOW] });
    await build({ clusterId, placeIds: [MOSCOW, KAZAN], payMonthRub: 90_000 });
    const { country, cities } = await report();
    expect(country).toMatchObject({ total: 1, withPay: 1 });
    expect(cities.map(({ id, total, withPay }) => [id, total, withPay])).toEqual([
      [MOSCOW, 1, 1],
      [KAZAN, 1, 1],
    ]);
  });

  test('keeps closed jobs in the month in which they were first seen, by the clock of Moscow', async () => {
    await build({ firstSeenAt: new Date('2026-10-31T21:30:00Z'), closedAt: daysAgo(1) });
    await build({ firstSeenAt: new Date('2026-10-31T20:30:00Z') });
    await build({ firstSeenAt: daysAgo(366) });
    const { months } = await report();
    expect(months.map(({ month, total }) => [month, total])).toEqual([
      ['2026-10', 1],
      ['2026-11', 1],
    ]);
  });

  test('tells experience apart and lists the stated sums', async () => {
    await build({ experience: 'none', payMonthRub: 50_000 });
    await build({ experience: 'none', payMonthRub: 50_000 });
    await build({ experience: '3-6', payMonthRub: 90_000 });
    const { experience, pays } = await report();
    expect(experience.map(({ experience, total }) => [experience, total]).sort()).toEqual([
      ['3-6', 1],
      ['none', 2],
    ]);
    expect(pays).toEqual([
      { pay: 50_000, jobs: 2 },
      { pay: 90_000, jobs: 1 },
    ]);
  });

  test('of nothing is empty, not an error', async () => {
    expect(await report('водолаз')).toEqual({
      country: { total: 0, withPay: 0, mean: null, median: null },
      cities: [],
      months: [],
      experience: [],
      pays: [],
    });
  });
});

test('the professions in demand are those of the last 30 days in the city, by any of their names', async () => {
  for (const title of [
    'Программист',
    'Разработчик (удалённо)',
    'Senior software engineer',
    'Главный бухгалтер',
  ]) {
    await build({ title, placeIds: [MOSCOW] });
  }
  await build({ title: 'Бухгалтер', placeIds: [KAZAN] });
  await build({ title: 'Бухгалтер', placeIds: [MOSCOW], firstSeenAt: daysAgo(31) });
  await build({ title: 'Сборщик лунных модулей', placeIds: [MOSCOW] });
  const inMoscow = await professionsInDemand(
    db.dataSource.manager,
    { places: [MOSCOW], cityNames: [] },
    { now: NOW, most: 5 },
  );
  expect(inMoscow).toEqual([
    { name: 'программист', vacancies: 3 },
    { name: 'главный бухгалтер', vacancies: 1 },
  ]);
});
