import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { benchQueue } from '../../../src/bench/queue/bench-queue.js';
import type { World } from '../../../src/kit/command.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('the benchmark of the queue sends what it says, and times each claim', async () => {
  const report = await benchQueue({ db: database.dataSource } as World, 400);
  expect(report.ours).toMatchObject({ ready: 400, sent: 400 });
  expect(report.ours.perSecond).toBeGreaterThan(0);
  expect(report.ours.claimP99Ms).toBeGreaterThanOrEqual(report.ours.claimP50Ms!);
}, 60_000);
