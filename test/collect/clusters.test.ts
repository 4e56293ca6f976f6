import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ingest } from '../../src/collect/ingest.js';
import type { RawPosting } from '../../src/collect/posting.js';
import { ensureSource } from '../../src/collect/source.sql.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { day, items, posting, take } from './support.js';

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
