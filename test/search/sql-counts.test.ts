import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Filters } from '../../src/language/filters.js';
import { readSearch } from '../../src/language/read-search.js';
import { sqlCounts } from '../../src/search/sql-counts.js';
import { buildCluster, buildEmployer, buildVacancy, type VacancyGiven } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterEach(() => db.query('delete from vacancy'));
afterAll(() => db.close());

const read = (query: string, filters: Partial<Filters> = {}) => readSearch({ query, filters });
const counts = () => sqlCounts(db.dataSource);
const courier = (days: number, given: VacancyGiven = {}) =>
  buildVacancy(db.dataSource, { title: 'Курьер', firstSeenAt: daysAgo(days), ...given });
const times = async (n: number, make: () => Promise<unknown>) => {
  for (let i = 0; i < n; i++) await make();
};

describe('vacancies a week', () => {
  test('are a quarter of the last 28 days once the service is older, closed ones and copies counted once', async () => {
    const clusterId = await buildCluster(db.dataSource);
    await courier(30);
    await courier(27, { clusterId });
    await courier(3, { clusterId });
    for (const days of [1, 2, 8, 9, 15, 16, 22]) await courier(days);
    await courier(5, { closedAt: daysAgo(4) });
    expect(await counts().perWeek([read('курьер')], NOW)).toEqual([Math.round(9 / 4)]);
  });

  test('are those of the last 7 days while it is younger, a copy of something older left out', async () => {
    const clusterId = await buildCluster(db.dataSource);
    await courier(10, { clusterId });
    await courier(2, { clusterId });
    for (const days of [1, 2, 3, 10]) await courier(days);
    const reads = [read('курьер'), read('водолаз'), read('курьер', { onlyWithPay: true })];
    expect(await counts().perWeek(reads, NOW)).toEqual([3, 0, 0]);
  });

  test('are not told of what cannot be an alert, and each search has its own count', async () => {
    await courier(1);
    const reads = [read(''), read('-курьер'), read('курьер'), read('и в на')];
    expect(await counts().perWeek(reads, NOW)).toEqual([null, null, 1, null]);
  });

  test('that cannot be counted in time are null, and nobody waits for all of them', async () => {
    const runner = db.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('lock table vacancy in access exclusive mode');
    const reads = Array.from({ length: 50 }, () => read('курьер'));
    const began = performance.now();
    expect(await counts().perWeek(reads, NOW)).toEqual(reads.map(() => null));
    expect(await counts().facets(read('курьер'), NOW)).toBeNull();
    expect(performance.now() - began).toBeLessThan(15_000);
    await runner.rollbackTransaction();
    await runner.release();
  });
});

describe('what is open', () => {
  test('is counted once a cluster, whatever its age, and without what closed', async () => {
    const { clusterId } = await courier(100);
    await courier(1, { clusterId });
    await courier(2);
    await courier(2, { closedAt: daysAgo(1) });
    await courier(2, { title: 'Повар' });
    const reads = [read('курьер'), read('-курьер'), read(''), read('и в на')];
    expect(await counts().open(reads)).toEqual([2, 1, 3, null]);
  });

  test('comes newest first, one a cluster, as many as asked for', async () => {
    const old = await courier(9);
    const [newer, newest] = [await courier(3), await courier(1)];
    // Another copy of something old is no news.
    await courier(0.5, { clusterId: old.clusterId });
    await courier(0.1, { closedAt: NOW });
    expect(await counts().newest(read('курьер'), 5)).toEqual([newest.id, newer.id, old.id]);
    expect(await counts().newest(read('курьер'), 1)).toEqual([newest.id]);
    expect(await counts().newest(read('-курьер'), 1)).toBeNull();
  });
});

describe('facets', () => {
  test('count the clusters of four weeks by what any of their postings says, per week and never 0', async () => {
    const rose = await buildEmployer(db.dataSource, 'Роза');
    await courier(40, { placeIds: [9] });
    await times(8, () => courier(20, { placeIds: [1], experience: '1-3', schedule: ['remote', 'shift'] }));
    await times(4, () => courier(3, { placeIds: [2, 1], employerId: rose, employment: ['part'] }));
    const clusterId = await buildCluster(db.dataSource);
    await courier(5, { clusterId, placeIds: [3], closedAt: daysAgo(1) });
    await courier(5, { clusterId, placeIds: [3], experience: 'none' });
    await courier(6, { title: 'Водитель', body: 'Также курьер.', placeIds: [4] });
    const found = await counts().facets(read('курьер'), NOW);
    const mostOf = await buildEmployer(db.dataSource, 'Ромашка');
    expect(found).toEqual({
      perWeek: 4,
      places: [
        { id: 1, n: 3 },
        { id: 2, n: 1 },
        { id: 3, n: 1 },
        { id: 4, n: 1 },
      ],
      experience: [
        { value: '1-3', n: 2 },
        { value: 'unknown', n: 2 },
        { value: 'none', n: 1 },
      ],
      schedule: [
        { value: 'remote', n: 2 },
        { value: 'shift', n: 2 },
        { value: 'unknown', n: 2 },
      ],
      employment: [
        { value: 'unknown', n: 3 },
        { value: 'part', n: 1 },
      ],
      employers: [
        { id: mostOf, n: 3 },
        { id: rose, n: 1 },
      ],
      pay: [],
      withPay: 0,
      inTitle: 3,
    });
  });

  test('of pay stand at its quartiles, and count those without pay as the filter does', async () => {
    for (const pay of [38_000, 61_000, 62_000, 118_000]) await courier(2, { payMonthRub: pay });
    await times(2, () => courier(2));
    const found = await counts().facets(read('курьер'), NOW);
    expect(found).toMatchObject({
      perWeek: 6,
      withPay: 4,
      pay: [
        { from: 30_000, n: 6 },
        { from: 60_000, n: 5 },
      ],
    });
  });

  test('are exactly what the same filter brings by itself', async () => {
    await courier(60);
    for (let i = 0; i < 60; i++) {
      await courier(i % 27, {
        placeIds: i % 3 === 0 ? [1, 2] : [2],
        experience: (['none', '1-3', 'unknown'] as const)[i % 3]!,
        schedule: i % 4 === 0 ? [] : ['remote'],
        payMonthRub: i % 5 === 0 ? null : 40_000 + i * 1000,
        ...(i % 7 === 0 && { title: 'Водитель', body: 'Иногда курьер' }),
      });
    }
    const found = await counts().facets(read('курьер -повар'), NOW);
    const alone = async (filters: Partial<Filters>, query = 'курьер -повар') =>
      (await counts().perWeek([read(query, filters)], NOW))[0];
    for (const { id, n } of found!.places) expect(await alone({ places: [id] })).toBe(n);
    for (const { value, n } of found!.experience) expect(await alone({ experience: [value] })).toBe(n);
    for (const { value, n } of found!.schedule) expect(await alone({ schedule: [value] })).toBe(n);
    for (const { from, n } of found!.pay) expect(await alone({ payFrom: from })).toBe(n);
    expect(await alone({ onlyWithPay: true })).toBe(found!.withPay);
    expect(await alone({}, 'title:курьер -повар')).toBe(found!.inTitle);
    expect(found!.pay).not.toEqual([]);
  });

  test('of a search without words have everything in the title', async () => {
    await courier(1, { placeIds: [1] });
    expect(await counts().facets(read('', { places: [1] }), NOW)).toMatchObject({ perWeek: 1, inTitle: 1 });
    expect(await counts().facets(read(''), NOW)).toBeNull();
  });
});
