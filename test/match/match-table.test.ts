import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Client } from 'pg';
import { loadSearches } from '../../src/match/copies.sql.js';
import { insertMatches } from '../../src/match/match-rows.sql.js';
import { WindowMatcher } from '../../src/match/match-table.js';
import { ensureDay } from '../../src/store/day-partitions.js';
import { SHARDS } from '../../src/store/shards.js';
import { connect, segmentsOf } from '../search/fresh/support.js';
import { followSearch } from '../support/build.js';
import { buildVacancies } from '../support/build-many.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { matched, oracle, sorted } from './support.js';

const RUN = { from: 0n, upto: 1n, madeOn: '2026-11-24' };
const VACANCIES = 2_400;

let db: TestDatabase;
let client: Client;
let ids: number[];
beforeAll(async () => {
  db = await testDatabase();
  client = await connect(db.url);
  await ensureDay(db.dataSource.manager, 'match', RUN.madeOn);
  ids = await buildVacancies(
    db.dataSource,
    Array.from({ length: VACANCIES }, (_, i) => ({
      title: i % 4 === 3 ? 'Пекарь' : 'Повар',
      placeIds: i % 10 === 0 ? [1] : [2],
      payMonthRub: i % 2 ? 50_000 : null,
    })),
  );
});
afterAll(async () => {
  await client?.end();
  await db?.close();
});
beforeEach(() => db.query('truncate search, match'));

/** Asks all searches of these segments, shard by shard, and stores the rows; answers how many pairs it counted. */
async function run(sizes: number[]): Promise<number> {
  const matcher = new WindowMatcher(await segmentsOf(client, ids, sizes));
  let counted = 0;
  for (let shard = 0; shard < SHARDS; shard++) {
    const answer = matcher.match(await loadSearches(client, { shard, ids: null }), RUN);
    await db.dataSource.transaction((tx) => insertMatches(tx, answer.rows));
    counted += answer.matched;
  }
  return counted;
}

// The middle one begins and ends beside the thousandth that fits.
test.each([[[]], [[1, 600, 33]], [[1_066, 1, 1]]])(
  'of more than a thousand that fit the newest stand in the row, newest first, over segments %j',
  async (sizes) => {
    const cook = await followSearch(db.dataSource, 'повар');
    const anywhere = await followSearch(db.dataSource, '', { places: [1, 2] });
    const cut = await run(sizes);
    expect(cut).toBe(1_800 + 2_400);
    const rows = await db.query<{ search_id: string; total: number; vacancy_ids: string[] }>(
      'select search_id, total, vacancy_ids from match',
    );
    const cooks = ids.filter((_, i) => i % 4 !== 3).reverse();
    expect(rows.find(({ search_id }) => search_id === cook)).toMatchObject({
      total: 1_800,
      vacancy_ids: cooks.slice(0, 1000).map(String),
    });
    expect(rows.find(({ search_id }) => search_id === anywhere)).toMatchObject({
      total: 2_400,
      vacancy_ids: [...ids].reverse().slice(0, 1000).map(String),
    });
  },
);

test('searches that share words, filters, or neither are answered each for itself', async () => {
  const filters = [{}, { places: [1] }, { payFrom: 40_000, onlyWithPay: true }, { places: [1, 3] }];
  for (const query of ['пекарь', 'пекарь -повар', 'title:пекарь', 'никто', ''])
    for (const asked of filters)
      if (query !== '' || 'places' in asked) await followSearch(db.dataSource, query, asked);
  await followSearch(db.dataSource, 'пекарь', { cityNames: ['Нью Йорк и два слова'] });
  const counted = await run([500, 500]);
  const [ours, due] = [await matched(db), await oracle(db)];
  expect(sorted(ours)).toEqual(sorted(due));
  expect(counted).toBe([...due.values()].flat().length);
});

test('rows of many searches are whole over several megabytes', async () => {
  for (let n = 0; n < 120; n++) await followSearch(db.dataSource, `повар -слово${n}`);
  expect(await run([])).toBe(120 * 1_800); // of 12 KB each
  const rows = await db.query('select from match where total = 1800 and cardinality(vacancy_ids) = 1000');
  expect(rows).toHaveLength(120);
});
