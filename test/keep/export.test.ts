import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { exportPerson } from '../../src/keep/export/export-person.js';
import { SECTIONS } from '../../src/keep/export/sections.js';
import { later, tools } from '../subscribe/support.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { buildPerson } from './person.js';

const EMAIL = 'anna.quux@anketa.example';
const { secret } = tools;

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());

test('a person gets all that is held about them, readable, and nothing of others', async () => {
  const { subscriberId } = await buildPerson(db, EMAIL);
  await buildPerson(db, 'petr@anketa.example', 1);
  const exported = JSON.parse(JSON.stringify(await exportPerson(db, { subscriberId, secret }, later(9))));

  const empty = Object.keys(SECTIONS).filter((section) => exported[section].length === 0);
  expect(empty).toEqual([]);
  expect(exported.exportedAt).toBe(later(9).toISOString());
  expect(exported.addresses).toEqual([{ email: EMAIL }]);
  expect(exported.settings).toMatchObject([
    { language: 'ru', zone: 'Europe/Moscow', sendAt: '09:00', confirmedAt: later(1).toISOString() },
  ]);
  expect(exported.savedSearches).toMatchObject([{ query: 'бухгалтер anna.quux', endedAt: null }]);
  expect(exported.consents).toMatchObject([{ purpose: 'letters', ip: '192.0.2.7', form: 'web' }]);
  const [{ name }] = exported.savedSearches;
  expect(exported.vacanciesTold).toMatchObject([
    { title: 'Программист', employer: 'Ромашка', digest: '2026-11-24', savedSearches: [name] },
  ]);
  const digest = exported.letters.find((letter: { kind: string }) => letter.kind === 'digest');
  expect(digest).toMatchObject({
    to: EMAIL,
    text: `Здравствуйте, ${EMAIL}!`,
    html: `<p>Здравствуйте, ${EMAIL}!</p>`,
  });
  expect(digest.events.length).toBeGreaterThan(0);
  expect(exported.returnedMails).toMatchObject([{ raw: expect.stringContaining('Over quota') }]);
  expect(JSON.stringify(exported)).not.toContain('petr');
});

test('every table that knows a person stands in the export', async () => {
  const tables: { name: string }[] = await db.query(
    `select distinct a.attrelid::regclass::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      where a.attname in ('subscriber_id', 'address_hash') and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  const exported = Object.values(SECTIONS).flatMap(({ tables: named }): readonly string[] => named);
  expect([...exported].sort()).toEqual(
    [...tables.map(({ name }) => name), 'rate_limit', 'subscriber'].sort(),
  );
});

test('of nobody there is nothing', async () => {
  expect(await exportPerson(db, { subscriberId: '999999', secret }, later(1))).toBeNull();
});
