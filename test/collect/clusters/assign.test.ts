import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ingest } from '../../../src/collect/ingest.js';
import type { RawPosting } from '../../../src/collect/posting.js';
import { ensureSource } from '../../../src/collect/source.sql.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { day, items, posting, take } from '../support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.query('truncate source, vacancy, cluster, employer restart identity cascade'));

const LONG = 'Мы ищем человека, который печёт хлеб, любит людей и приходит вовремя по утрам. '.repeat(8);
const job = (id: string, title: string, rest: Partial<RawPosting> = {}) =>
  posting(id, { title, body: LONG, ...rest });

/** The cluster of each vacancy, in the order of their ids, as first, second … */
async function clusters(): Promise<number[]> {
  const rows = await db.query<{ cluster: number }>(
    'select dense_rank() over (order by cluster_id)::int as cluster from vacancy order by id',
  );
  return rows.map(({ cluster }) => cluster);
}

test('copies of a text in one batch share a cluster across cities and employers', async () => {
  await take(
    db.dataSource,
    [
      job('1', 'Пекарь'),
      job('2', 'Пекарь', { places: 'Уфа' }),
      job('3', 'Пекарь', { employer: 'Агентство' }),
    ],
    { now: day(1) },
  );
  expect(await clusters()).toEqual([1, 1, 1]);
});

test('a copy that comes later joins, whatever HTML, letter case or spaces it has', async () => {
  await take(db.dataSource, [job('1', 'Пекарь')], { now: day(1) });
  const body = `<p>${LONG.toUpperCase().replaceAll('. ', '.</p>\n<p>')}</p>`;
  await take(db.dataSource, [job('2', 'Пекарь (ночь)', { body })], { now: day(2) });
  expect(await clusters()).toEqual([1, 1]);
});

test('the same text under another job’s title, or another grade of one, is another job', async () => {
  await take(
    db.dataSource,
    [job('1', 'Пекарь'), job('2', 'Водитель'), job('3', 'Старший пекарь'), job('4', 'Пекарь')],
    { now: day(1) },
  );
  expect(await clusters()).toEqual([1, 2, 3, 1]);
});

test('a short text is shared only with the same title, employer and city', async () => {
  const short = (id: string, rest: Partial<RawPosting> = {}) =>
    posting(id, { title: 'Пекарь', body: 'Печь хлеб.', ...rest });
  await take(
    db.dataSource,
    [short('1'), short('2', { places: 'Уфа' }), short('3', { employer: 'Пекарня' }), short('4')],
    { now: day(1) },
  );
  expect(await clusters()).toEqual([1, 2, 3, 1]);
});

test('an edited vacancy stays in its cluster', async () => {
  await take(db.dataSource, [job('1', 'Пекарь'), job('2', 'Пекарь')], { now: day(1) });
  await take(db.dataSource, [job('1', 'Пекарь', { body: `${LONG} И по вечерам.` })], { now: day(2) });
  expect(await clusters()).toEqual([1, 1]);
});

test('an id that is used again for another job leaves the copies of the old one, alone it stays', async () => {
  const copies = [job('1', 'Пекарь'), job('2', 'Пекарь'), job('3', 'Сторож')];
  await take(db.dataSource, copies, { now: day(1) });
  const other = 'Ищем того, кто ночью обходит склад и не спит. '.repeat(10);
  await take(
    db.dataSource,
    [
      job('1', 'Сторож склада', { body: other }),
      job('3', 'Вахтёр'),
      job('4', 'Сторож склада', { body: other }),
    ],
    { now: day(2) },
  );
  const rows = await db.query<{ external_id: string; cluster_id: string }>(
    'select external_id, cluster_id from vacancy order by id',
  );
  const [first, second, third, fourth] = rows.map(({ cluster_id }) => cluster_id);
  expect(first).not.toBe(second);
  expect(fourth).toBe(first);
  await take(db.dataSource, [job('5', 'Пекарь')], { now: day(3) });
  expect(await db.query("select cluster_id from vacancy where external_id = '5'")).toEqual([
    { cluster_id: second },
  ]);
  expect(new Set([first, second, third]).size).toBe(3);
});

test('an id that changes jobs within one feed stands with the copies of neither by mistake', async () => {
  await take(
    db.dataSource,
    [job('1', 'Пекарь'), job('2', 'Пекарь'), job('2', 'Водитель', { body: 'Возить хлеб.' })],
    {
      now: day(1),
    },
  );
  expect(await clusters()).toEqual([1, 2]);
});

test('vacancies without any text are not copies of each other', async () => {
  await take(db.dataSource, [job('1', 'Пекарь', { body: null }), job('2', 'Пекарь', { body: '<p></p>' })], {
    now: day(1),
  });
  expect(await clusters()).toEqual([1, 2]);
});

test('two Sources that bring copies at the same instant end in one cluster for each job', async () => {
  // Texts differ by words, for signs and numbers alone would not.
  const word = (i: number) => String.fromCharCode(0x430 + (i >> 4), 0x430 + (i & 15)).repeat(3);
  const feed = (name: string) =>
    Array.from({ length: 200 }, (_, i) => job(`${name}${i}`, `Пекарь ${word(i)}`, { body: LONG + word(i) }));
  const runs = await Promise.all(
    ['a', 'b', 'c'].map(async (name) => {
      const source = await ensureSource(db.dataSource, { name, format: 'ndjson' }, day(1));
      return ingest(db.dataSource, { source, items: items(feed(name)), now: day(1) });
    }),
  );
  expect(runs.map(({ added }) => added)).toEqual([200, 200, 200]);
  const sizes = await db.query('select distinct count(*)::int as members from vacancy group by cluster_id');
  expect(sizes).toEqual([{ members: 3 }]);
});
