import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { RawPosting } from '../../src/collect/posting.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { day, posting, take } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.query('truncate source, vacancy, cluster, employer restart identity cascade'));

// The ledger is kept by cluster: who was told of one is told of another cluster as of something new.
test.each<[string, Partial<RawPosting>, boolean]>([
  ['another job at another employer is another cluster', { title: 'Токарь', employer: 'Завод' }, true],
  ['the same job at another employer stays what it was', { employer: 'Завод' }, false],
  ['another title at the same employer stays what it was', { title: 'Токарь' }, false],
  ['another job whose employer is not named stays what it was', { title: 'Токарь', employer: null }, false],
])('an id that comes back as %s', async (_, rest, isAnother) => {
  await take(db.dataSource, [posting('1')], { now: day(1) });
  const stands = () => db.query<{ cluster_id: string; seq: string }>('select cluster_id, seq from vacancy');
  const [before] = await stands();
  const counts = await take(db.dataSource, [posting('1', rest)], { now: day(2) });
  expect(counts).toMatchObject({ added: 0, changed: 1 });
  const [after] = await stands();
  expect(after!.cluster_id !== before!.cluster_id).toBe(isAnother);
  if (isAnother) expect(Number(after!.seq)).toBeGreaterThan(Number(before!.seq));
});
