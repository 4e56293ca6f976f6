import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { day, posting, take } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.query('truncate source, vacancy, cluster, employer restart identity cascade'));

const stored = () =>
  db.query('select closed_at, closed_reason, returned_at is not null as returned from vacancy order by id');

test('what its source has archived is added as closed, and counted', async () => {
  const counts = await take(db.dataSource, [posting('1', { closed: true }), posting('2')], { now: day(1) });
  expect(counts).toMatchObject({ read: 2, added: 2, expired: 1 });
  expect(await stored()).toEqual([
    { closed_at: day(1), closed_reason: 'expired', returned: false },
    { closed_at: null, closed_reason: null, returned: false },
  ]);
});

test('an open vacancy that its source archives is closed at once, and stays so while it is seen', async () => {
  await take(db.dataSource, [posting('1')], { now: day(1) });
  const archived = await take(db.dataSource, [posting('1', { closed: true })], { now: day(2) });
  expect(archived).toMatchObject({ changed: 1, returned: 0 });
  const seen = await take(db.dataSource, [posting('1', { closed: true })], { now: day(3) });
  expect(seen).toMatchObject({ unchanged: 1 });
  expect(await stored()).toEqual([{ closed_at: day(2), closed_reason: 'expired', returned: false }]);
});

test('one that its source takes out of the archive again has returned', async () => {
  await take(db.dataSource, [posting('1', { closed: true })], { now: day(1) });
  const back = await take(db.dataSource, [posting('1')], { now: day(2) });
  expect(back).toMatchObject({ returned: 1 });
  expect(await stored()).toEqual([{ closed_at: null, closed_reason: null, returned: true }]);
});

test('a source that says of an open vacancy that it is not closed changes nothing', async () => {
  await take(db.dataSource, [posting('1')], { now: day(1) });
  expect(await take(db.dataSource, [posting('1', { closed: false })], { now: day(2) })).toMatchObject({
    unchanged: 1,
  });
});
