import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readLetter } from '../../src/deliver/mailbox.js';
import { buildSavedSearch, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import * as support from './support.js';
import { slot } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
afterEach(() => support.empty(db.dataSource));

const vacancy = async (title: string) => (await buildVacancy(db.dataSource, { title })).clusterId;
const play = (now: Date) => support.play(db.dataSource, now);

/** The clusters of the digest of a day of November 2026. */
async function toldOn(day: number): Promise<string[]> {
  const digests = await support.told(db.dataSource);
  return digests.find((digest) => digest.slot === `2026-11-0${day}`)?.clusters.sort() ?? [];
}

/** The text of the newest letter. */
async function newestText(): Promise<string> {
  const [row] = await db.query<{ subscriber_id: string; id: string }>(
    'select subscriber_id, id from letter order by created_at desc limit 1',
  );
  return (await readLetter(db.dataSource, row!.subscriber_id, row!.id))!.text;
}

/** A person with a search for cooks, which is about to stand aside, and one for turners. */
async function cooksAndTurners(): Promise<{ cooks: string; subscriberId: string }> {
  const { subscriberId, savedSearchId } = await buildSavedSearch(db.dataSource, { query: 'повар' });
  await buildSavedSearch(db.dataSource, { subscriberId, query: 'токарь' });
  return { cooks: savedSearchId, subscriberId };
}

describe('a search that stands aside', () => {
  test.each([
    ['paused and resumed', `paused_at = '2026-11-02T12:00:00Z'`, 'paused_at = null'],
    ['asked for and confirmed after the others were told', 'confirmed_at = null', `confirmed_at = now()`],
    [
      'ended, and taken back within the day',
      `ended_at = '2026-11-02T12:00:00Z', ended_reason = 'left'`,
      'ended_at = null, ended_reason = null',
    ],
  ])('%s tells what it found meanwhile, and nothing twice', async (_, aside, back) => {
    const { cooks } = await cooksAndTurners();
    const first = await vacancy('Повар');
    await play(slot(2));
    await db.query(`update saved_search set ${aside} where id = $1`, [cooks]);
    const [cook, turner] = [await vacancy('Повар'), await vacancy('Токарь')];
    await play(slot(3));
    await db.query(`update saved_search set ${back} where id = $1`, [cooks]);
    await play(slot(4));
    expect(await toldOn(2)).toEqual([first]);
    expect(await toldOn(3)).toEqual([turner]);
    expect(await toldOn(4)).toEqual([cook]);
    expect(await newestText()).toMatch(/за\s2\sдня/);
    expect(await play(slot(5))).toEqual({ digests: 0, letters: 0 });
  });

  test('tells what it found though it is the only one', async () => {
    const { savedSearchId } = await buildSavedSearch(db.dataSource, { query: 'повар' });
    await play(slot(2));
    await db.query(`update saved_search set paused_at = $1`, [slot(2, 5)]);
    const cook = await vacancy('Повар');
    await play(slot(3));
    await play(slot(4));
    await db.query('update saved_search set paused_at = null where id = $1', [savedSearchId]);
    expect(await play(slot(5))).toEqual({ digests: 1, letters: 1 });
    expect(await toldOn(5)).toEqual([cook]);
    expect(await newestText()).toMatch(/за\s3\sдня/);
  });
});

test('who leaves and takes it back is told nothing twice, and not as if they had been away since they first came', async () => {
  const { subscriberId } = await buildSavedSearch(db.dataSource, { query: 'повар' });
  await vacancy('Повар');
  await play(slot(2));
  await play(slot(8));
  await db.query(`update subscriber set ended_at = $1, ended_reason = 'left', changed_at = $1`, [slot(8, 5)]);
  await play(slot(9));
  expect(await db.query('select from schedule')).toEqual([]);
  await db.query('update subscriber set ended_at = null, ended_reason = null, changed_at = $1', [slot(9, 5)]);
  const cook = await vacancy('Повар');
  await db.query('update digest set made_at = $2 where subscriber_id = $1', [subscriberId, slot(8)]);
  await play(new Date('2026-11-10T06:01:00Z'));
  const digests = await support.told(db.dataSource);
  expect(digests.at(-1)).toMatchObject({ slot: '2026-11-10', clusters: [cook] });
  expect(await newestText()).toMatch(/за\s2\sдня/);
});

test('a run that kept its newest thousand only is told as cut by whoever it is news to, not by a newcomer', async () => {
  const early = await buildSavedSearch(db.dataSource, { query: 'повар' });
  await vacancy('Повар');
  await support.match(db.dataSource, slot(1));
  await db.query('update match set total = 5000');
  const [{ seq }] = (await db.query<{ seq: string }>('select max(seq) as seq from vacancy')) as [
    { seq: string },
  ];
  const newcomer = await buildSavedSearch(db.dataSource, { query: 'повар', sinceSeq: seq });
  await vacancy('Повар');
  await play(slot(2));
  const saying = await Promise.all(
    [early, newcomer].map(async ({ subscriberId }) => {
      const [row] = await db.query<{ id: string }>('select id from letter where subscriber_id = $1', [
        subscriberId,
      ]);
      return (await readLetter(db.dataSource, subscriberId, row!.id))!.text.includes('самые новые');
    }),
  );
  expect(saying).toEqual([true, false]);
});
