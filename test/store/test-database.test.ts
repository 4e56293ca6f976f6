import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../support/database.js';

let one: TestDatabase;
let other: TestDatabase;

beforeAll(async () => {
  one = await testDatabase();
  other = await testDatabase();
});
afterAll(async () => {
  await one?.close();
  await other?.close();
});

test('a test database has been migrated', async () => {
  const tables = await one.query<{ name: string }>(
    'select table_name as name from information_schema.tables',
  );
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['vacancy', 'subscriber', 'letter']));
});

test('what one test file writes no other sees', async () => {
  await one.query('create table mine (id int)');
  expect(await other.query("select to_regclass('mine') as found")).toEqual([{ found: null }]);
});
