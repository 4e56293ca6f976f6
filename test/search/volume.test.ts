import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { volumePerWeek } from '../../src/search/volume.js';
import { buildCluster, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 3600 * 1000);

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterEach(() => db.query('delete from vacancy'));
afterAll(() => db.close());

const estimate = (query: string) => volumePerWeek(db.dataSource, { query, filters: {} }, NOW);
const build = (days: number, clusterId?: string) =>
  buildVacancy(db.dataSource, {
    title: 'Курьер',
    firstSeenAt: daysAgo(days),
    ...(clusterId !== undefined && { clusterId }),
  });

test('a service older than 28 days estimates from the last 28, closed vacancies and copies counted once', async () => {
  const clusterId = await buildCluster(db.dataSource);
  await build(30);
  await build(27, clusterId);
  await build(3, clusterId);
  for (const days of [1, 2, 8, 9, 15, 16, 22]) await build(days);
  await buildVacancy(db.dataSource, { title: 'Курьер', firstSeenAt: daysAgo(5), closedAt: daysAgo(4) });
  expect(await estimate('курьер')).toBe(Math.round(9 / 4));
});

test('a younger service estimates from the last 7 days', async () => {
  for (const days of [1, 2, 3, 10]) await build(days);
  expect(await estimate('курьер')).toBe(3);
  expect(await estimate('водолаз')).toBe(0);
});

test('what cannot be an alert has no estimate', async () => {
  expect(await estimate('')).toBeNull();
  expect(await estimate('-курьер')).toBeNull();
});
