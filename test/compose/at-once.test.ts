import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { askDigest } from '../../src/compose/ask-digest.js';
import { readNews } from '../../src/compose/news.js';
import { lockPerson, planAnew } from '../../src/compose/plan.sql.js';
import { leave } from '../../src/subscribe/leave.js';
import { changeSettings } from '../../src/subscribe/manage.js';
import { buildCluster, buildSavedSearch, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import * as support from './support.js';
import { slot, tools } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
afterEach(() => support.empty(db.dataSource));

const vacancy = (clusterId?: string) =>
  buildVacancy(db.dataSource, { title: 'Повар', ...(clusterId && { clusterId }) });
const match = (now: Date) => support.match(db.dataSource, now);
const compose = (now: Date) => support.compose(db.dataSource, now);
const play = (now: Date) => support.play(db.dataSource, now);

async function readers(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    ids.push((await buildSavedSearch(db.dataSource, { query: 'повар' })).subscriberId);
  }
  return ids;
}

/** The database as one process sees it, with what another does right after the first statement that `after` names. */
function meddledWith(after: RegExp, meanwhile: () => Promise<unknown>): EntityManager {
  let done = false;
  const query = async (sql: string, values: unknown[]) => {
    const rows = await db.dataSource.query(sql, values);
    if (!done && after.test(sql)) {
      done = true;
      await meanwhile();
    }
    return rows;
  };
  return { query } as unknown as EntityManager;
}

describe('at the same time', () => {
  test('two that compose, people who leave and people who change their hour: nobody is told twice, nor told after leaving', async () => {
    const ids = await readers(60);
    await vacancy();
    await match(slot(2));
    const [leaving, changing, rest] = [ids.slice(0, 20), ids.slice(20, 40), ids.slice(40)];
    const settings = { sendAt: '18:00', days: [1, 2, 3, 4, 5, 6, 7], zone: 'Europe/Moscow' };
    await Promise.all([
      compose(slot(2)),
      compose(slot(2)),
      ...leaving.map((subscriberId) => leave(db.dataSource, { subscriberId, reason: null }, slot(2))),
      ...changing.map((subscriberId) =>
        changeSettings(
          db.dataSource,
          { subscriberId, settings: { ...settings, language: 'ru' }, language: 'ru' },
          slot(2),
        ),
      ),
    ]);
    // Whoever was passed over because they were just changing is told by the next look.
    await compose(slot(2, 2));
    await compose(new Date('2026-11-02T15:01:00Z'));
    const letters = await db.query<{ id: string; n: number; going: boolean }>(
      `select subscriber_id as id, count(*)::int as n, bool_or(state = 'ready') as going
         from letter group by subscriber_id`,
    );
    expect(letters.filter(({ n }) => n > 1)).toEqual([]);
    const going = letters.filter((letter) => letter.going).map(({ id }) => id);
    expect(going.sort()).toEqual([...changing, ...rest].sort());
  });

  test('a digest asked for while the slot is being told: the vacancy is told once', async () => {
    const [subscriberId = ''] = await readers(1);
    await vacancy();
    await play(slot(2));
    await vacancy();
    await match(slot(3));
    const asked = (now: Date) => askDigest(db.dataSource, tools, { subscriberId, now });
    const [made, ...counts] = await Promise.all([compose(slot(3)), asked(slot(3)), asked(slot(3, 2))]);
    expect(made.letters + counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    const clusters = (await support.told(db.dataSource)).flatMap((digest) => digest.clusters);
    expect(new Set(clusters).size).toBe(clusters.length);
  });

  test('settings that change while the plan is made are planned for, and a plan that was answered stays', async () => {
    const [subscriberId = ''] = await readers(1);
    await planAnew(
      meddledWith(/from subscriber/, () =>
        db.query(`update subscriber set send_at = '18:00', changed_at = $1`, [slot(1, 30)]),
      ),
    );
    const at = async () =>
      (
        await db.query<{ at: Date }>('select next_slot_at as at from schedule where subscriber_id = $1', [
          subscriberId,
        ])
      )[0]?.at;
    expect(await at()).toEqual(new Date('2026-11-01T15:00:00Z'));
    await db.query('update subscriber set changed_at = $1', [slot(1, 40)]);
    const answered = meddledWith(/from subscriber/, async () => {
      await planAnew(db.dataSource.manager);
      await db.query('update schedule set next_slot_at = $1', [slot(9)]);
    });
    await planAnew(answered);
    expect(await at()).toEqual(slot(9));
  });
});

test('what a matching run finds after the matches were read is told the next time', async () => {
  const [subscriberId = ''] = await readers(1);
  const first = await vacancy();
  await match(slot(2));
  await planAnew(db.dataSource.manager);
  const person = await lockPerson(db.dataSource.manager, subscriberId, slot(2));
  const meddled = meddledWith(/unnest\(m.vacancy_ids\)/, async () => {
    await vacancy();
    await match(slot(2));
  });
  const [news] = await readNews(meddled, [person!], slot(2));
  expect(news?.candidates.map(({ clusterId }) => clusterId)).toEqual([first.clusterId]);
  expect(news?.told.toldUptoSeq).toBe(first.seq);
});

describe('a letter that was lost', () => {
  test('twice is told a third time, and then no more', async () => {
    await readers(1);
    const { clusterId } = await vacancy();
    for (const day of [2, 3]) {
      expect(await play(slot(day))).toEqual({ digests: 1, letters: 1 });
      await db.query(`update letter set state = 'failed' where state = 'ready'`);
    }
    expect(await play(slot(4))).toEqual({ digests: 1, letters: 1 });
    expect(await play(slot(5))).toEqual({ digests: 0, letters: 0 });
    expect(await support.told(db.dataSource)).toEqual([
      expect.objectContaining({ slot: '2026-11-04', clusters: [clusterId] }),
    ]);
  });

  test('is told under the cluster that its vacancy has been merged into, once', async () => {
    await readers(1);
    const [older, younger] = [await buildCluster(db.dataSource), await buildCluster(db.dataSource)];
    await vacancy(younger);
    await play(slot(2));
    await db.query(`update letter set state = 'expired'`);
    await db.query('insert into cluster_merge (from_id, into_id, merged_at) values ($1, $2, $3)', [
      younger,
      older,
      slot(2),
    ]);
    await db.query('update vacancy set cluster_id = $1', [older]);
    await vacancy(older);
    expect(await play(slot(3))).toEqual({ digests: 1, letters: 1 });
    expect((await support.told(db.dataSource)).map(({ clusters }) => clusters)).toEqual([[older]]);
    expect(await play(slot(4))).toEqual({ digests: 0, letters: 0 });
  });
});

test('a batch takes as many statements for fifty people as for one', async () => {
  const { dataSource } = db;
  const { logger } = dataSource;
  const nothing = () => undefined;
  const statements = async (people: number, day: number): Promise<number> => {
    await readers(people);
    await vacancy();
    await match(slot(day));
    let asked = 0;
    dataSource.logger = {
      ...{ logQuery: () => void asked++, logQueryError: nothing, logQuerySlow: nothing },
      ...{ logSchemaBuild: nothing, logMigration: nothing, log: nothing },
    };
    expect((await compose(slot(day))).letters).toBe(people === 1 ? 1 : people + 1);
    dataSource.logger = logger;
    return asked;
  };
  const one = await statements(1, 2);
  // 28 for the batch, and 3 of a look that finds nobody left: whether that comes at all depends on the connections open.
  expect(one).toBeLessThanOrEqual(31);
  expect(await statements(50, 3)).toBe(one);
});
