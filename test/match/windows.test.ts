import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { lockShardForSaving, SHARDS } from '../../src/store/shards.js';
import { followSearch } from '../support/build.js';
import { buildVacancies } from '../support/build-many.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { empty, matched, NOW, oracle, sorted, stepOf, untilSomebodyWaits } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());
afterEach(() => empty(db));

const TITLES = ['Повар', 'Пекарь', 'Токарь'];
const cooks = (n: number) =>
  buildVacancies(
    db.dataSource,
    Array.from({ length: n }, (_, i) => ({ title: TITLES[i % 3]!, placeIds: i % 2 ? [1] : [] })),
  );
const days = (n: number) => new Date(NOW.getTime() + n * 86_400_000);

async function followSome(): Promise<void> {
  for (const query of ['повар', 'пекарь OR повар', '-токарь пекарь', 'title:повар']) {
    await followSearch(db.dataSource, query);
    await followSearch(db.dataSource, query, { places: [1] });
  }
  await followSearch(db.dataSource, '', { places: [1] });
}

const rowsBySearch = () =>
  db.query<{ rows: number; total: number; unlike: number }>(
    `select count(*)::int as rows, sum(total)::int as total,
            count(*) filter (where total <> cardinality(vacancy_ids))::int as unlike
       from match group by search_id order by search_id`,
  );

test('three slices find what one pass finds, each as a run of its own', async () => {
  await followSome();
  await cooks(30);
  await stepOf(db).run(NOW);
  const [whole, totals] = [await matched(db), await rowsBySearch()];
  expect(sorted(whole)).toEqual(sorted(await oracle(db)));

  await db.query('truncate match, match_progress');
  await stepOf(db, { slice: 10 }).run(NOW);
  expect(sorted(await matched(db))).toEqual(sorted(whole));
  expect(await rowsBySearch()).toEqual(totals.map((row) => ({ ...row, rows: 3 })));
  const ends = await db.query('select distinct from_seq, upto_seq from match order by upto_seq');
  const [first] = (await db.query('select min(seq) as seq from vacancy')) as [{ seq: string }];
  const seq = (n: number) => String(Number(first.seq) + n);
  expect(ends).toEqual([
    { from_seq: '0', upto_seq: seq(9) },
    { from_seq: seq(9), upto_seq: seq(19) },
    { from_seq: seq(19), upto_seq: seq(29) },
  ]);
});

test('closed vacancies take no place in a slice', async () => {
  await followSome();
  const ids = await cooks(20);
  await db.query(`update vacancy set closed_at = now(), closed_reason = 'missing' where id = any($1)`, [
    ids.slice(3, 18),
  ]);
  await stepOf(db, { slice: 5 }).run(NOW);
  expect(await db.query('select distinct upto_seq from match')).toHaveLength(1);
  expect(sorted(await matched(db))).toEqual(sorted(await oracle(db)));
});

test('after days of downtime what closed meanwhile is left out, and the rest is found in slices', async () => {
  await followSome();
  await cooks(6);
  await stepOf(db).run(NOW);
  const before = await matched(db);
  for (let day = 1; day < 5; day++) await cooks(6);
  await db.query(
    `update vacancy set closed_at = now(), closed_reason = 'missing' where mod(id, 5) = 0 and seq > (select max(upto_seq) from match)`,
  );
  await stepOf(db, { slice: 7, threads: 1 }).run(days(5));
  const [after, due] = [await matched(db), await oracle(db)];
  // What was told stays told, open or not.
  for (const [search, ids] of due)
    due.set(search, [...new Set([...ids, ...(before.get(search) ?? [])])].sort());
  for (const [search, ids] of after) after.set(search, [...ids].sort());
  expect(sorted(after)).toEqual(sorted(due));
  expect(await stepOf(db).run(days(5))).toEqual({ matched: 0 });
});

test('a search that is behind by three slices comes up by one a run', async () => {
  await cooks(30);
  await stepOf(db).run(NOW);
  const search = await followSearch(db.dataSource, 'повар');
  await db.query(
    'insert into match_progress (shard, search_id, upto_seq) select shard, id, 0 from search where id = $1',
    [search],
  );
  const behind = async () => (await db.query('select from match_progress where search_id <> 0')).length;
  for (const left of [1, 1, 0]) {
    await stepOf(db, { slice: 10 }).run(NOW);
    expect(await behind()).toBe(left);
  }
  expect(sorted(await matched(db))).toEqual(sorted(await oracle(db)));
});

test('a run that is cut short between slices goes on from there', async () => {
  await followSome();
  await cooks(30);
  const cut = stepOf(db, { slice: 10 });
  const waiting = await holdShard(SHARDS - 1);
  const run = cut.run(NOW);
  await untilSomebodyWaits(db);
  cut.stop();
  await waiting.release();
  await run;
  expect(
    new Set((await db.query<{ upto_seq: string }>('select upto_seq from match')).map((row) => row.upto_seq))
      .size,
  ).toBe(1);
  await stepOf(db, { slice: 10 }).run(NOW);
  expect(sorted(await matched(db))).toEqual(sorted(await oracle(db)));
});

test('a vacancy that is published while matching runs is left to the next run, and found once', async () => {
  await followSome();
  await cooks(9);
  const waiting = await holdShard(SHARDS - 1);
  const run = stepOf(db).run(NOW);
  await untilSomebodyWaits(db);
  const late = await cooks(3);
  await waiting.release();
  await run;
  const found = [...(await matched(db)).values()].flat();
  expect(found.filter((id) => late.includes(Number(id)))).toEqual([]);
  await stepOf(db).run(NOW);
  expect(sorted(await matched(db))).toEqual(sorted(await oracle(db)));
});

/** Holds a run up at the end of a shard, as somebody who saves a search there does. */
async function holdShard(shard: number): Promise<{ release(): Promise<void> }> {
  const saving = db.dataSource.createQueryRunner();
  await saving.startTransaction();
  await lockShardForSaving(saving.manager, shard);
  return {
    release: async () => {
      await saving.commitTransaction();
      await saving.release();
    },
  };
}
