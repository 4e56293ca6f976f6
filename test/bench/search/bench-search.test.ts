import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demoMaterial } from '../../../src/bench/match/material.js';
import { reportLines } from '../../../src/bench/measure.js';
import { benchSearch } from '../../../src/bench/search/bench-search.js';
import { WAYS } from '../../../src/bench/search/peers.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('the benchmark of pages measures lists, pages and both peers over vacancies of a year', async () => {
  const sizes = { vacancies: 400, queries: 12, pages: 30, peerQueries: 3 };
  const material = await demoMaterial(new Date('2026-11-24T06:00:00Z'));
  const report = await benchSearch({ db: database.dataSource }, sizes, material);
  const { ours } = report;
  expect(ours).toMatchObject({ vacancies: 400, yearVacancies: 400, listQueries: 12, warmPageQueries: 12 });
  // What is older than 45 days is closed and not in the fresh index.
  expect(ours.freshVacancies).toBeGreaterThan(30);
  expect(ours.freshVacancies).toBeLessThan(80);
  expect(ours.coldPageP99Ms).toBeGreaterThanOrEqual(ours.coldPageP50Ms!);
  expect(ours.pagesASecond).toBeGreaterThan(0);
  expect(Object.keys(report.peers)).toEqual(Object.keys(WAYS));
  for (const peer of Object.values(report.peers))
    expect(peer).toMatchObject({ listQueries: 3, marketQueries: 3 });
  expect(reportLines(report)).toContain('against ilike');
}, 120_000);
