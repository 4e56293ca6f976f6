import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { askDigest } from '../../src/compose/ask-digest.js';
import { ComposeStep } from '../../src/compose/compose.step.js';
import {
  buildCluster,
  buildSavedSearch,
  buildSubscriber,
  buildVacancy,
  type VacancyGiven,
} from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import * as support from './support.js';
import { DAY, slot, tools } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
afterEach(() => support.empty(db.dataSource));

const vacancy = (given: VacancyGiven = {}) => buildVacancy(db.dataSource, given);
const match = (now: Date) => support.match(db.dataSource, now);
const compose = (now: Date) => support.compose(db.dataSource, now);
const play = (now: Date) => support.play(db.dataSource, now);
const told = () => support.told(db.dataSource);

describe('a slot', () => {
  test('brings one letter with every new vacancy once, and a second run brings nothing', async () => {
    const { subscriberId } = await buildSavedSearch(db.dataSource, { query: 'повар' });
    await buildSavedSearch(db.dataSource, { subscriberId, query: 'повар OR пекарь' });
    const [cook, baker] = [await vacancy({ title: 'Повар' }), await vacancy({ title: 'Пекарь' })];
    expect(await play(slot(2))).toEqual({ digests: 1, letters: 1 });
    expect(await play(slot(2, 2))).toEqual({ digests: 0, letters: 0 });
    expect(await told()).toEqual([
      {
        subscriber_id: subscriberId,
        slot: '2026-11-02',
        clusters: expect.arrayContaining([cook.clusterId, baker.clusterId]),
      },
    ]);
    const items = await db.query('select from digest_item where cardinality(saved_search_ids) = 2');
    expect(items).toHaveLength(1);
  });

  test('without news brings no letter', async () => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    await vacancy({ title: 'Токарь' });
    expect(await play(slot(2))).toEqual({ digests: 0, letters: 0 });
    expect(await db.query('select from digest')).toEqual([]);
  });

  test('that was missed by days makes one digest of all, at the next slot', async () => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    await vacancy({ title: 'Повар первый' });
    await play(slot(2));
    for (const name of ['второй', 'третий']) await vacancy({ title: `Повар ${name}` });
    // Down on the 3rd and the 4th; back at 15:00 UTC on the 5th, more than six hours after that day's slot.
    expect(await play(new Date('2026-11-05T15:00:00Z'))).toEqual({ digests: 0, letters: 0 });
    expect(await play(slot(6))).toEqual({ digests: 1, letters: 1 });
    expect((await told()).map(({ clusters }) => clusters.length)).toEqual([1, 2]);
  });

  test('tells nothing from before the person became interested', async () => {
    const before = await vacancy({ title: 'Повар' });
    await buildSavedSearch(db.dataSource, { query: 'повар', sinceSeq: before.seq! });
    const after = await vacancy({ title: 'Повар' });
    await play(slot(2));
    expect((await told())[0]?.clusters).toEqual([after.clusterId]);
  });

  test('leaves out what has closed since it was found, and what was published anew', async () => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    const [closed, edited, open] = [
      await vacancy({ title: 'Повар' }),
      await vacancy({ title: 'Повар' }),
      await vacancy({ title: 'Повар' }),
    ];
    await match(slot(1));
    await db.query(`update vacancy set closed_at = $2, closed_reason = 'missing' where id = $1`, [
      closed.id,
      slot(2, 0),
    ]);
    // Published anew, but not matched again yet: the search may not fit it any more.
    await db.query(`update vacancy set seq = nextval('vacancy_seq') where id = $1`, [edited.id]);
    await compose(slot(2));
    expect((await told())[0]?.clusters).toEqual([open.clusterId]);
  });

  test.each([
    ['ended', `update subscriber set ended_at = now(), ended_reason = 'left'`],
    ['unconfirmed', 'update subscriber set confirmed_at = null'],
    ['paused', `update subscriber set paused_until = '2026-12-01'`],
    ['without open searches', `update saved_search set ended_at = now(), ended_reason = 'left'`],
    ['with an unconfirmed search', 'update saved_search set confirmed_at = null'],
  ])('is left out for a person who is %s', async (_, change) => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    await vacancy({ title: 'Повар' });
    await compose(slot(1, 0));
    await db.query(change);
    expect(await play(slot(2))).toEqual({ digests: 0, letters: 0 });
  });

  test('after a pause brings what was found meanwhile', async () => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    await db.query(`update subscriber set paused_until = '2026-11-04T00:00:00Z'`);
    await vacancy({ title: 'Повар' });
    expect(await play(slot(2))).toEqual({ digests: 0, letters: 0 });
    expect(await play(slot(4))).toEqual({ digests: 1, letters: 1 });
  });

  test('moved to a later hour of a day that was told already keeps its news for the next day', async () => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    await vacancy({ title: 'Повар' });
    await play(slot(2));
    await db.query(`update subscriber set send_at = '18:00', changed_at = $1`, [slot(2, 30)]);
    await vacancy({ title: 'Повар' });
    expect(await play(new Date('2026-11-02T15:01:00Z'))).toEqual({ digests: 0, letters: 0 });
    expect(await play(new Date('2026-11-03T15:01:00Z'))).toEqual({ digests: 1, letters: 1 });
  });

  test.each([
    ['twenty hours', slot(2, 1), '2026-11-03T02:01:00.000Z'],
    ['until the next slot, told late', slot(2, 5 * 60), '2026-11-03T06:00:00.000Z'],
  ])('brings a letter that is worth sending for %s', async (_, now, until) => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    await vacancy({ title: 'Повар' });
    await play(now);
    expect(await db.query('select expires_at from letter')).toEqual([{ expires_at: new Date(until) }]);
  });

  test('waits for whoever has no address, who is told all of it once there is one', async () => {
    const { subscriberId } = await buildSavedSearch(db.dataSource, { query: 'повар' });
    await db.query('delete from address');
    await vacancy({ title: 'Повар' });
    expect(await play(slot(2))).toEqual({ digests: 0, letters: 0 });
    await db.query(
      `insert into address (key, email, subscriber_id) values ('a@b.example', 'a@b.example', $1)`,
      [subscriberId],
    );
    expect(await play(slot(3))).toEqual({ digests: 1, letters: 1 });
  });

  test('is left to the next process once the step is told to stop', async () => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    await vacancy({ title: 'Повар' });
    await match(slot(2));
    const step = new ComposeStep(db.dataSource, tools);
    const run = step.run(slot(2));
    step.stop();
    expect(await run).toEqual({ digests: 0, letters: 0 });
    expect(await compose(slot(2))).toEqual({ digests: 1, letters: 1 });
  });

  test('is answered once by two processes at once', async () => {
    for (let i = 0; i < 30; i++) await buildSavedSearch(db.dataSource, { query: 'повар' });
    await vacancy({ title: 'Повар' });
    await match(slot(2));
    const counts = await Promise.all([compose(slot(2)), compose(slot(2)), compose(slot(2))]);
    expect(counts.reduce((sum, { letters }) => sum + letters, 0)).toBe(30);
    expect(await db.query('select from letter')).toHaveLength(30);
  });
});

describe('the ledger', () => {
  test('a cluster that was told is not told again under another vacancy', async () => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    const clusterId = await buildCluster(db.dataSource);
    await vacancy({ title: 'Повар', clusterId });
    await play(slot(2));
    await vacancy({ title: 'Повар', clusterId });
    expect(await play(slot(3))).toEqual({ digests: 0, letters: 0 });
  });

  test('nor when two clusters that were told turn out to be one', async () => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    const [older, younger] = [await buildCluster(db.dataSource), await buildCluster(db.dataSource)];
    await vacancy({ title: 'Повар', clusterId: younger });
    await play(slot(2));
    await db.query('insert into cluster_merge (from_id, into_id, merged_at) values ($1, $2, $3)', [
      younger,
      older,
      slot(2),
    ]);
    await vacancy({ title: 'Повар', clusterId: older });
    expect(await play(slot(3))).toEqual({ digests: 0, letters: 0 });
  });

  test.each([
    [59, { digests: 0, letters: 0 }],
    [60, { digests: 1, letters: 1 }],
  ])('after %i days closed, hiring again: %j', async (days, expected) => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    const { id } = await vacancy({ title: 'Повар' });
    await play(slot(2));
    const returned = new Date(slot(3).getTime() + days * DAY);
    await db.query(
      `update vacancy set last_closed_at = $2, returned_at = $3, seq = nextval('vacancy_seq') where id = $1`,
      [id, slot(3), returned],
    );
    expect(await play(new Date(returned.getTime() + DAY))).toEqual(expected);
  });

  test('what a lost letter had told and is still open is told by the next one', async () => {
    await buildSavedSearch(db.dataSource, { query: 'повар' });
    const { clusterId } = await vacancy({ title: 'Повар' });
    const closed = await vacancy({ title: 'Повар' });
    await play(slot(2));
    await db.query(`update letter set state = 'expired'`);
    await db.query(`update vacancy set closed_at = $2, closed_reason = 'missing' where id = $1`, [
      closed.id,
      slot(3, 0),
    ]);
    expect(await play(slot(3))).toEqual({ digests: 1, letters: 1 });
    expect(await told()).toEqual([expect.objectContaining({ slot: '2026-11-03', clusters: [clusterId] })]);
    expect(await play(slot(4))).toEqual({ digests: 0, letters: 0 });
  });
});

describe('a search that is behind its shard', () => {
  test('is told when it has caught up, whatever was told in between', async () => {
    const { subscriberId, searchId } = await buildSavedSearch(db.dataSource, { query: 'повар' });
    await buildSavedSearch(db.dataSource, { subscriberId, query: 'токарь' });
    const [{ shard }] = (await db.query<{ shard: number }>('select shard from search where id = $1', [
      searchId,
    ])) as [{ shard: number }];
    await play(slot(1, 0));
    await db.query('insert into match_progress (shard, search_id, upto_seq) values ($1, $2, 0)', [
      shard,
      searchId,
    ]);
    const cook = await vacancy({ title: 'Повар' });
    const turner = await vacancy({ title: 'Токарь' });
    // Its shards move on without it, as they would in a run that was killed before it came to those behind.
    await db.query('update match_progress set upto_seq = (select max(seq) from vacancy) where search_id = 0');
    await compose(slot(2));
    expect(await told()).toEqual([]);
    await db.query('update match_progress set upto_seq = 0 where search_id = 0 and shard <> $1', [shard]);
    await play(slot(3));
    expect((await told()).flatMap(({ clusters }) => clusters).sort()).toEqual(
      [cook.clusterId, turner.clusterId].sort(),
    );
  });
});

describe('a digest at the person’s wish', () => {
  const ask = (subscriberId: string, now: Date) => askDigest(db.dataSource, tools, { subscriberId, now });

  test('looks back seven days the first time, shows ten, and what it shows counts as told', async () => {
    for (let i = 0; i < 12; i++)
      await vacancy({ title: 'Повар', firstSeenAt: new Date('2026-10-30T00:00:00Z') });
    const old = await vacancy({ title: 'Повар', firstSeenAt: new Date('2026-10-20T00:00:00Z') });
    const [{ seq }] = (await db.query<{ seq: string }>('select max(seq) as seq from vacancy')) as [
      { seq: string },
    ];
    const { subscriberId } = await buildSavedSearch(db.dataSource, { query: 'повар', sinceSeq: seq });
    expect(await ask(subscriberId, slot(1, 0))).toBe(10);
    const fresh = await vacancy({ title: 'Повар', firstSeenAt: slot(1) });
    await play(slot(2));
    const [asked, daily] = (await told()).map(({ clusters }) => clusters);
    expect(asked).not.toContain(old.clusterId);
    expect(daily).toEqual([fresh.clusterId]);
  });

  test('later tells what is new, and nothing when nothing is', async () => {
    const before = await vacancy({ title: 'Повар' });
    const given = { query: 'повар', sinceSeq: before.seq! };
    const { subscriberId } = await buildSavedSearch(db.dataSource, given);
    await vacancy({ title: 'Повар' });
    await play(slot(2));
    expect(await ask(subscriberId, slot(2, 5))).toBe(0);
    await vacancy({ title: 'Повар' });
    await match(slot(2, 6));
    expect(await ask(subscriberId, slot(2, 7))).toBe(1);
    expect(await play(slot(3))).toEqual({ digests: 0, letters: 0 });
  });

  test('is not made for somebody who has not confirmed', async () => {
    const subscriberId = await buildSubscriber(db.dataSource, { confirmedAt: null });
    await buildSavedSearch(db.dataSource, { subscriberId, query: 'повар' });
    await vacancy({ title: 'Повар', firstSeenAt: slot(1, 0) });
    expect(await ask(subscriberId, slot(1))).toBe(0);
  });
});
