import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { RawPosting } from '../../src/collect/posting.js';
import { changeSearch } from '../../src/subscribe/manage.js';
import { day, posting, take } from '../collect/support.js';
import { DAY, empty, play, told } from '../compose/support.js';
import { buildSavedSearch, followSearch } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { matched, oracle, sorted, stepOf } from './support.js';

let db: TestDatabase;
let kazan: number;
beforeAll(async () => {
  db = await testDatabase();
  await take(db.dataSource, [posting('1')], { now: day(1) });
  [{ kazan }] = (await db.query('select place_ids[1] as kazan from vacancy')) as [{ kazan: number }];
  await clear();
});
afterAll(() => db?.close());
afterEach(() => clear());

const clear = async () => {
  await empty(db.dataSource);
  await db.query('truncate source cascade');
};

const offer = (rest: Partial<RawPosting>): RawPosting =>
  posting('1', { title: 'Повар', places: 'Уфа', pay: { from: 50_000 }, ...rest });

/** One day: the board offers this one posting, and searches are matched. Answers how many pairs were found. */
async function dayOf(n: number, rest: Partial<RawPosting>): Promise<number> {
  await take(db.dataSource, [offer(rest)], { now: day(n) });
  const { matched: found } = await stepOf(db).run(day(n));
  return found;
}

const numbers = async () =>
  (await db.query<{ seq: string }>('select seq from vacancy')).map(({ seq }) => seq);

describe('a vacancy that was edited', () => {
  test.each<[name: string, query: string, filters: object | (() => object), edit: Partial<RawPosting>]>([
    ['by its title', 'пекарь', {}, { title: 'Повар и пекарь' }],
    ['by its place', 'повар', () => ({ places: [kazan] }), { places: ['Уфа', 'Казань'] }],
    ['by its pay, a tenth more', 'повар', { payFrom: 55_000 }, { pay: { from: 55_000 } }],
  ])('and begins to fit %s is found, with a number of its own', async (_, query, filters, edit) => {
    const search = await followSearch(
      db.dataSource,
      query,
      typeof filters === 'function' ? filters() : filters,
    );
    expect(await dayOf(1, {})).toBe(0);
    const before = await numbers();
    expect(await dayOf(2, edit)).toBe(1);
    expect(await numbers()).not.toEqual(before);
    expect([...(await matched(db)).keys()]).toEqual([search]);
    expect(sorted(await matched(db))).toEqual(sorted(await oracle(db)));
    expect(await dayOf(3, edit)).toBe(0);
  });

  test.each<[name: string, query: string, filters: object | (() => object), edit: Partial<RawPosting>]>([
    ['by its title', 'повар', {}, { title: 'Пекарь' }],
    ['by its place', 'повар', () => ({ places: [kazan] }), { places: 'Самара' }],
    ['by its pay', 'повар', { payFrom: 50_000 }, { pay: { from: 40_000 }, title: 'Повар-универсал' }],
  ])('and ceases to fit %s is not found again', async (_, query, filters, edit) => {
    await followSearch(db.dataSource, query, typeof filters === 'function' ? filters() : filters);
    expect(await dayOf(1, { places: 'Казань' })).toBe(1);
    expect(await dayOf(2, { places: 'Казань', ...edit })).toBe(0);
    expect(sorted(await oracle(db))).toEqual([]);
  });

  test('in its text alone never alerts, though it begins to fit', async () => {
    await followSearch(db.dataSource, 'пирог');
    await followSearch(db.dataSource, 'skills:выпечка');
    expect(await dayOf(1, { body: 'Варить супы.' })).toBe(0);
    const before = await numbers();
    expect(await dayOf(2, { body: 'Печь пироги.', skills: ['выпечка'] })).toBe(0);
    expect(await numbers()).toEqual(before);
    expect((await oracle(db)).size).toBe(2); // the page finds it all the same
  });

  test('between two runs is found as it stands when the run comes', async () => {
    const [cook, baker] = [
      await followSearch(db.dataSource, 'повар'),
      await followSearch(db.dataSource, 'пекарь'),
    ];
    await take(db.dataSource, [offer({})], { now: day(1) });
    await take(db.dataSource, [offer({ title: 'Пекарь' })], { now: day(2) });
    await stepOf(db).run(day(2));
    expect([...(await matched(db)).keys()]).toEqual([baker]);
    expect((await matched(db)).has(cook)).toBe(false);
  });

  test('fits as before and was renumbered is found again, and told once', async () => {
    const { subscriberId } = await buildSavedSearch(db.dataSource, { query: 'повар' });
    await take(db.dataSource, [offer({})], { now: day(1) });
    await play(db.dataSource, slotOf(2));
    await take(db.dataSource, [offer({ title: 'Шеф-повар' })], { now: day(2) });
    await play(db.dataSource, slotOf(3));
    const rows = await db.query('select from match');
    expect(rows).toHaveLength(2);
    expect(await told(db.dataSource)).toMatchObject([{ subscriber_id: subscriberId, slot: '2026-11-02' }]);
  });
});

const slotOf = (n: number) => new Date(day(n).getTime() - DAY / 4 + 60_000); // 06:01 UTC, 09:01 in Moscow

test('a search edited by its owner tells what is new to it, and nothing that was told', async () => {
  const { subscriberId, savedSearchId } = await buildSavedSearch(db.dataSource, { query: 'повар' });
  const one = (id: string, title: string) => posting(id, { title, body: `Работа ${id} в ${title} и рядом.` });
  await take(db.dataSource, [one('1', 'Повар'), one('2', 'Пекарь')], { now: day(1) });
  await play(db.dataSource, slotOf(2));
  const change = { query: 'повар OR пекарь', filters: {}, places: [], name: '' };
  const changed = await changeSearch(
    db.dataSource,
    { subscriberId, id: savedSearchId, change, language: 'ru' },
    slotOf(2),
  );
  expect(changed.kind).toBe('done');
  await play(db.dataSource, slotOf(3));
  // The first gets another number, so that the search as it is now finds it too.
  await take(db.dataSource, [one('1', 'Повар столовой'), one('3', 'Пекарь')], { now: day(3) });
  await play(db.dataSource, slotOf(4));
  const clusterOf = async (id: string) =>
    (
      await db.query<{ cluster_id: string }>('select cluster_id from vacancy where external_id = $1', [id])
    )[0]!.cluster_id;
  const [{ total }] = (await db.query('select max(total) as total from match')) as [{ total: number }];
  expect(total).toBe(2);
  expect(await told(db.dataSource)).toEqual([
    { subscriber_id: subscriberId, slot: '2026-11-02', clusters: [await clusterOf('1')] },
    { subscriber_id: subscriberId, slot: '2026-11-04', clusters: [await clusterOf('3')] },
  ]);
});
