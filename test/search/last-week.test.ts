import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { countLastWeek } from '../../src/search/last-week.js';
import { buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const before = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('the last week has the jobs that fit and appeared in 7 days, a copy once, a closed one not', async () => {
  const db = database.dataSource;
  const fits = { title: 'Аналитик', payMonthRub: 120_000, firstSeenAt: before(1) };
  const { clusterId } = await buildVacancy(db, fits);
  await buildVacancy(db, { ...fits, clusterId });
  await buildVacancy(db, fits);
  await buildVacancy(db, { ...fits, firstSeenAt: before(8) });
  await buildVacancy(db, { ...fits, closedAt: before(0.1) });
  await buildVacancy(db, { ...fits, payMonthRub: 50_000 });
  await buildVacancy(db, { ...fits, title: 'Повар' });
  const requests = [
    { query: 'аналитик', filters: { payFrom: 100_000 } },
    { query: 'повар', filters: {} },
    { query: 'слесарь', filters: {} },
  ];
  expect(await countLastWeek(db, requests, NOW)).toEqual([2, 1, 0]);
});

test('searches that cannot be counted in time have no count, and nobody waits for them', async () => {
  const runner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('lock table vacancy in access exclusive mode');
  const requests = Array.from({ length: 50 }, () => ({ query: 'аналитик', filters: {} }));
  const began = performance.now();
  expect(await countLastWeek(database.dataSource, requests, NOW)).toEqual(requests.map(() => null));
  expect(performance.now() - began).toBeLessThan(15_000);
  await runner.rollbackTransaction();
  await runner.release();
});
