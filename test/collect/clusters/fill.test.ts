import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { fillKeys } from '../../../src/collect/clusters/fill.js';
import { CollectStep } from '../../../src/collect/collect.step.js';
import { createLog } from '../../../src/kit/log.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { day, posting, take } from '../support.js';
import { textOf, without } from './texts.js';

const silent = createLog('silent');

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());
afterEach(() => db.query('truncate source, vacancy, cluster, cluster_merge, sim_band, employer cascade'));

const TEXT = textOf(1);
const given = [
  posting('1', { title: 'Пекарь', body: TEXT }),
  posting('2', { title: 'Пекарь', body: without(TEXT, 3), places: 'Уфа' }),
  posting('3', { title: 'Пекарь', body: textOf(2) }),
  posting('4', { title: 'Сторож', body: 'Не спать.' }),
  posting('5', { title: 'Сторож', body: null }),
];

interface Kept {
  external_id: string;
  cluster_id: string;
  text_key: string | null;
  simhash: string | null;
  seq: string;
}
const kept = () =>
  db.query<Kept>('select external_id, cluster_id, text_key, simhash, seq from vacancy order by external_id');

/** As they stood before there were near copies: each in a cluster of its own, found by nothing. */
async function age(): Promise<void> {
  await db.query('truncate sim_band, cluster_merge');
  await db.query(`
    with own as (insert into cluster (created_at) select first_seen_at from vacancy returning id)
    update vacancy v set text_key = null, simhash = null, cluster_id = numbered.id
      from (select id, row_number() over (order by id) as n from own) numbered
      join (select id, row_number() over (order by id) as n from vacancy) old using (n) where v.id = old.id`);
}

test('what was stored without keys gets the same as new postings get, and copies are joined', async () => {
  await take(db.dataSource, given, { now: day(1) });
  const before = await kept();
  const bands = await db.query('select * from sim_band order by 1, 2, 3');
  await age();
  const aged = await kept();
  expect(await fillKeys(db.dataSource, silent, day(2))).toBe(true);
  const after = await kept();
  expect(after.map(({ text_key, simhash, seq }) => [text_key, simhash, seq])).toEqual(
    before.map(({ text_key, simhash, seq }) => [text_key, simhash, seq]),
  );
  expect(await db.query('select * from sim_band order by 1, 2, 3')).toEqual(bands);
  const own = aged.map(({ cluster_id }) => cluster_id);
  expect(after.map(({ cluster_id }) => cluster_id)).toEqual([own[0], own[0], own[2], own[3], own[4]]);
  expect(await db.query('select from_id, into_id from cluster_merge')).toEqual([
    { from_id: own[1], into_id: own[0] },
  ]);
});

test('copies that were joined already stay together, whatever is near to one of them alone', async () => {
  await take(db.dataSource, given, { now: day(1) });
  await age();
  // The second and the third were told as one, by a rule of another time.
  await db.query(`update vacancy set cluster_id = (select cluster_id from vacancy where external_id = '3')
                   where external_id = '2'`);
  await fillKeys(db.dataSource, silent, day(2));
  const clusters = (await kept()).map(({ cluster_id }) => cluster_id);
  expect(clusters[1]).toBe(clusters[2]);
});

test('what an importer holds is left for the next run', async () => {
  await take(db.dataSource, given, { now: day(1) });
  await age();
  const importer = db.dataSource.createQueryRunner();
  await importer.startTransaction();
  await importer.query("update vacancy set last_seen_at = last_seen_at where external_id = '3'");
  expect(await fillKeys(db.dataSource, silent, day(2))).toBe(false);
  await importer.commitTransaction();
  await importer.release();
  expect((await kept()).filter(({ text_key }) => text_key === null).map((row) => row.external_id)).toEqual([
    '3',
  ]);
  expect(await fillKeys(db.dataSource, silent, day(2))).toBe(true);
});

test('collect does it before it asks a source', async () => {
  await take(db.dataSource, given, { now: day(1) });
  await age();
  const reach = { publicUrl: 'https://vestnik.example.org' };
  await new CollectStep({ db: db.dataSource, log: silent, sources: [], demo: false, reach }).run(day(2));
  expect((await kept()).filter(({ text_key }) => text_key === null)).toEqual([]);
});
