import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ensurePlaces } from '../../src/collect/places/ensure-places.js';
import { withoutTold } from '../../src/compose/news.js';
import { textOf, without } from '../collect/clusters/texts.js';
import { posting, take } from '../collect/support.js';
import { buildSavedSearch } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import * as support from './support.js';
import { slot } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await ensurePlaces(db.dataSource);
});
afterAll(() => db?.close());
afterEach(async () => {
  await support.empty(db.dataSource);
  await db.query('truncate source, sim_band cascade');
});

const [ONE, OTHER] = [textOf(1), textOf(2)];
const [KAZAN, UFA] = ['Казань', 'Уфа'];

/** What each day tells: how many letters. */
async function day(n: number, ...postings: ReturnType<typeof posting>[]): Promise<number> {
  await take(db.dataSource, postings, { now: slot(n, 0) });
  return (await support.play(db.dataSource, slot(n))).letters;
}

const cook = (id: string, body: string, rest: Parameters<typeof posting>[1] = {}) =>
  posting(id, { title: 'Повар', body, ...rest });

const placeOf = async (name: string) => {
  const [{ id }] = (await db.query<{ id: number }>('select id from place where name = $1', [name])) as [
    { id: number },
  ];
  return id;
};

const clustersOf = async () =>
  (await db.query<{ cluster_id: string }>('select distinct cluster_id from vacancy order by cluster_id')).map(
    (row) => row.cluster_id,
  );

describe('when an edit shows two clusters to be one', () => {
  test('whoever was told of both is not told again, though the edited one is news by its pay', async () => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    const before = cook('1', ONE, { pay: { from: 50_000, currency: 'RUB' } });
    expect(await day(2, before, cook('2', OTHER))).toBe(1);
    expect(await day(3, { ...before, body: without(OTHER, 3), pay: { from: 90_000, currency: 'RUB' } })).toBe(
      0,
    );
    expect(await clustersOf()).toHaveLength(1);
    expect(await db.query('select from cluster_merge')).toHaveLength(1);
    expect(await db.query('select from vacancy where seq is null')).toEqual([]);
  });

  test('whoever was told of the younger alone is not told of a new copy, which goes by the older id', async () => {
    await buildSavedSearch(db.dataSource, { query: 'повар', filters: { places: [await placeOf(UFA)] } });
    expect(await day(2, cook('1', ONE, { places: KAZAN }))).toBe(0);
    expect(await day(3, cook('2', OTHER, { places: UFA }))).toBe(1);
    const [first] = await clustersOf();
    await day(4, cook('1', OTHER, { places: KAZAN }));
    expect(await day(5, cook('3', without(OTHER, 5), { places: UFA }))).toBe(0);
    expect(await clustersOf()).toEqual([first]);
    // Who has not heard of any of them is told of it once.
    await buildSavedSearch(db.dataSource, { query: 'повар', filters: { places: [await placeOf(UFA)] } });
    expect(await day(6, cook('4', without(OTHER, 6), { places: UFA }))).toBe(1);
  });

  test('it counts from its commit, also for who read the younger id before', async () => {
    const { subscriberId } = await buildSavedSearch(db.dataSource, { query: 'повар' });
    expect(await day(2, cook('1', ONE))).toBe(1);
    await take(db.dataSource, [cook('2', OTHER)], { now: slot(3, 0) });
    const [{ cluster_id: younger }] = (await db.query<{ cluster_id: string }>(
      "select cluster_id from vacancy where external_id = '2'",
    )) as [{ cluster_id: string }];
    const news = [
      { person: { subscriberId }, candidates: [{ clusterId: younger }] },
    ] as unknown as Parameters<typeof withoutTold>[1];
    const left = async () => (await withoutTold(db.dataSource.manager, news))[0]?.candidates;
    expect(await left()).toEqual([{ clusterId: younger }]);
    await take(db.dataSource, [cook('1', OTHER)], { now: slot(3, 1) });
    expect(await left()).toEqual([]);
  });
});
