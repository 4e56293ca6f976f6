import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { benchImport } from '../../../src/bench/import/bench-import.js';
import { writeFeeds } from '../../../src/bench/import/feed.js';
import { readImportOptions } from '../../../src/bench/import/options.js';
import { threeRuns } from '../../../src/bench/import/runs.js';
import { demoMaterial } from '../../../src/bench/match/material.js';
import { reportLines } from '../../../src/bench/measure.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';

// A database is made, filled and dropped.
jest.setTimeout(60_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('a made feed is imported as it was written, and every figure and peer is told', async () => {
  const options = readImportOptions({ postings: '200' });
  const report = await benchImport({ db: database.dataSource }, options, { demo: true });
  expect(report.ours).toMatchObject({ postings: 200, disagreements: 0 });
  expect(report.ours.changedPostings).toBeGreaterThan(0);
  for (const run of ['new', 'unchanged', 'changed']) {
    for (const figure of ['PerCpuSecond', 'PerSecond', 'PostgresCpuSeconds', 'PeakRssMb']) {
      expect(report.ours[`${run}${figure}`]).toBeGreaterThanOrEqual(0);
    }
    expect(report.ours[`${run}PerCpuSecond`]).toBeGreaterThan(10);
  }
  expect(report.peers.copy).toMatchObject({ rows: 200 });
  expect(report.peers['typeorm save']).toMatchObject({ postings: 200 });
  expect(Object.keys(report.ratios)).toEqual([
    'copy (new)',
    'typeorm save (new)',
    'typeorm save (unchanged)',
    'typeorm save (storing alone)',
  ]);
  expect(report.notes?.join()).toContain('There is no ../shared/data');
  expect(reportLines(report)).toContain('newPerCpuSecond');
});

test('postings that are counted as anything but what the feed was written for are told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'feed-'));
  try {
    const material = await demoMaterial(new Date('2026-11-24T06:00:00Z'));
    const options = readImportOptions({ postings: '200', format: 'yandex-rabota' });
    const feeds = await writeFeeds(folder, material, options);
    const wrong = { ...feeds, second: feeds.first };
    const runs = await threeRuns(database.dataSource, { ...options, feeds: wrong });
    expect(feeds.changes).toBeGreaterThan(0);
    expect(runs.map(({ miscounted }) => miscounted)).toEqual([0, 0, feeds.changes]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
