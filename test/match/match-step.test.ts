import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createLog } from '../../src/kit/log.js';
import type { Filters } from '../../src/language/filters.js';
import { readSearch } from '../../src/language/read-search.js';
import { MatchStep } from '../../src/match/match.step.js';
import { lockShardForSaving, shardOf } from '../../src/store/shards.js';
import { buildSavedSearch, buildVacancy, followSearch } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import * as support from './support.js';
import { NOW, sorted, stepOf } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
afterEach(() => support.empty(db));

const step = () => stepOf(db);
const matched = () => support.matched(db);
const oracle = () => support.oracle(db);
const untilSomebodyWaits = () => support.untilSomebodyWaits(db);

describe('a matching run', () => {
  test('finds for each followed search what fits, and a second run finds nothing more', async () => {
    await buildVacancy(db.dataSource, { title: 'Водитель погрузчика' });
    await buildVacancy(db.dataSource, { title: 'Java', closedAt: NOW });
    const java = await buildVacancy(db.dataSource, { title: 'Разработчик Java' });
    const { searchId } = await buildSavedSearch(db.dataSource, { query: 'java' });
    expect(await step().run(NOW)).toEqual({ matched: 1 });
    expect(await matched()).toEqual(new Map([[searchId, [java.id]]]));
    expect(await step().run(NOW)).toEqual({ matched: 0 });
  });

  test('agrees with Postgres on every filter', async () => {
    const experience = ['none', '1-3', '6+', 'unknown'];
    const lists = [[], ['remote'], ['full-day', 'shift']];
    const employment = [[], ['full'], ['part', 'project']];
    for (let i = 0; i < 120; i++) {
      await buildVacancy(db.dataSource, {
        title: i % 3 === 0 ? 'Повар' : 'Пекарь',
        company: `Кафе ${i % 5}`,
        placeIds: [[], [1], [2], [1, 3]][i % 4]!,
        ...(i % 4 === 0 && { cityKey: 'нью-йорк' }),
        payMonthRub: i % 5 === 0 ? null : i * 1000,
        experience: experience[i % 4]!,
        schedule: lists[i % 3]!,
        employment: employment[(i + 1) % 3]!,
        agency: i % 7 === 0,
      });
    }
    const [{ id: employer }] = (await db.query<{ id: number }>(
      'select min(employer_id) as id from vacancy',
    )) as [{ id: number }];
    const filters: Partial<Filters>[] = [
      {},
      { places: [1] },
      { places: [2], cityNames: ['Нью-Йорк'] },
      { payFrom: 50_000 },
      { payFrom: 50_000, onlyWithPay: true },
      { onlyWithPay: true },
      { experience: ['none', 'unknown'] },
      { schedule: ['remote'] },
      { schedule: ['shift', 'unknown'] },
      { schedule: ['unknown'] },
      { employment: ['full', 'unknown'] },
      { employment: ['project'] },
      { excludeEmployers: [employer] },
      { noAgencies: true },
      {
        places: [1, 2],
        payFrom: 30_000,
        experience: ['1-3'],
        schedule: ['full-day', 'unknown'],
        noAgencies: true,
      },
    ];
    for (const asked of filters) {
      await followSearch(db.dataSource, 'повар OR пекарь', asked);
      if (asked.places) await followSearch(db.dataSource, '', asked);
    }
    await step().run(NOW);
    const [ours, theirs] = [await matched(), await oracle()];
    expect(theirs.size).toBeGreaterThan(15);
    expect(sorted(ours)).toEqual(sorted(theirs));
  });

  test('after days of downtime one pass finds what daily passes would have', async () => {
    const daily = await followSearch(db.dataSource, 'повар');
    for (let day = 0; day < 4; day++) {
      for (let i = 0; i < 5; i++) await buildVacancy(db.dataSource, { title: `Повар ${day} ${i}` });
      if (day < 2) await step().run(NOW);
    }
    await step().run(NOW);
    const ids = (await matched()).get(daily);
    expect(ids).toHaveLength(20);
    expect(sorted(await matched())).toEqual(sorted(await oracle()));
  });

  test('two matchers at once find everything once', async () => {
    for (let i = 0; i < 200; i++) await buildVacancy(db.dataSource, { title: i % 2 ? 'Повар' : 'Токарь' });
    for (const query of ['повар', 'токарь', 'повар OR токарь', 'title:повар'])
      await followSearch(db.dataSource, query);
    const counts = await Promise.all([step().run(NOW), step().run(NOW), step().run(NOW)]);
    expect(counts.reduce((sum, { matched: n }) => sum + n, 0)).toBe(500);
    expect(sorted(await matched())).toEqual(sorted(await oracle()));
  });

  test.each([3, 9, 15])(
    'killed after %i transactions: the next one finds what was left, and nothing twice',
    async (most) => {
      for (let n = 0; n < 40; n++) await followSearch(db.dataSource, `повар -слово${n}`);
      await buildVacancy(db.dataSource, { title: 'Повар' });
      const dying = Object.create(db.dataSource, {
        transaction: {
          value: (...given: Parameters<DataSource['transaction']>) => {
            if (most-- === 0) throw new Error('killed');
            return db.dataSource.transaction(...given);
          },
        },
      });
      await expect(new MatchStep(dying, createLog('silent')).run(NOW)).rejects.toThrow('killed');
      await buildVacancy(db.dataSource, { title: 'Повар' });
      await step().run(NOW);
      expect((await matched()).size).toBe(40);
      expect(sorted(await matched())).toEqual(sorted(await oracle()));
    },
  );

  test('a vacancy that is published after a greater number was seen is found by the next run', async () => {
    const search = await followSearch(db.dataSource, 'повар');
    const late = await buildVacancy(db.dataSource, { title: 'Повар', published: false });
    await buildVacancy(db.dataSource, { title: 'Повар' });
    await step().run(NOW);
    await db.query(`update vacancy set seq = nextval('vacancy_seq') where id = $1`, [late.id]);
    await step().run(NOW);
    expect((await matched()).get(search)).toHaveLength(2);
  });

  test('more than a thousand are cut, and the true number stays', async () => {
    const search = await followSearch(db.dataSource, 'повар');
    const first = await buildVacancy(db.dataSource, { title: 'Повар' });
    await db.query(
      `insert into vacancy (source_id, external_id, title, first_seen_at, last_seen_at, content_hash, cluster_id,
                            document, analyser, seq)
       select source_id, 'copy ' || n, title, first_seen_at, last_seen_at, content_hash, cluster_id, document, analyser,
              nextval('vacancy_seq')
         from vacancy, generate_series(1, 1100) as n where id = $1`,
      [first.id],
    );
    await step().run(NOW);
    const [row] = await db.query<{ total: number; kept: number; oldest: boolean }>(
      `select total, cardinality(vacancy_ids) as kept, $2 = any(vacancy_ids) as oldest from match where search_id = $1`,
      [search, first.id],
    );
    expect(row).toEqual({ total: 1101, kept: 1000, oldest: false });
  });
});

describe('a search saved while matching runs', () => {
  test('is behind its shard at once and caught up by the same run', async () => {
    const early = await followSearch(db.dataSource, 'повар');
    await step().run(NOW);
    for (let i = 0; i < 10; i++) await buildVacancy(db.dataSource, { title: 'Повар Токарь' });
    // The newcomer shares the shard of `early`, and commits while the run waits at that shard's lock.
    const newcomer = queryInShard(await shardOfSearch(early));
    const saving = db.dataSource.createQueryRunner();
    await saving.startTransaction();
    await lockShardForSaving(saving.manager, await shardOfSearch(early));
    const run = step().run(NOW);
    await untilSomebodyWaits();
    const late = await followSearch(db.dataSource, newcomer);
    await saving.commitTransaction();
    await saving.release();
    await run;
    expect((await matched()).get(late)).toHaveLength(10);
    expect(await db.query('select * from match_progress where search_id <> 0')).toEqual([]);
    expect(sorted(await matched())).toEqual(sorted(await oracle()));
  });

  test('stays behind when another matcher moves its shard while it is caught up', async () => {
    const search = await followSearch(db.dataSource, 'повар');
    await buildVacancy(db.dataSource, { title: 'Повар' });
    await step().run(NOW);
    await db.query('insert into match_progress (shard, search_id, upto_seq) select $1, $2, 0', [
      await shardOfSearch(search),
      search,
    ]);
    await db.query('truncate match');
    const saving = db.dataSource.createQueryRunner();
    await saving.startTransaction();
    await lockShardForSaving(saving.manager, await shardOfSearch(search));
    const run = step().run(NOW);
    await untilSomebodyWaits();
    await buildVacancy(db.dataSource, { title: 'Повар' });
    // The other matcher leaves out what is behind, and its end comes first.
    await db.query('update match_progress set upto_seq = (select max(seq) from vacancy) where search_id = 0');
    await saving.commitTransaction();
    await saving.release();
    await run;
    await step().run(NOW);
    expect(sorted(await matched())).toEqual(sorted(await oracle()));
    expect(await db.query('select * from match_progress where search_id <> 0')).toEqual([]);
  });

  test('a search that nobody follows any more is not matched and does not stay behind', async () => {
    const search = await followSearch(db.dataSource, 'повар');
    await step().run(NOW);
    await db.query('insert into match_progress (shard, search_id, upto_seq) values ($1, $2, 0)', [
      await shardOfSearch(search),
      search,
    ]);
    await buildVacancy(db.dataSource, { title: 'Повар' });
    await db.query('update search set followers = 0');
    expect(await step().run(NOW)).toEqual({ matched: 0 });
    expect(await db.query('select * from match_progress where search_id <> 0')).toEqual([]);
  });
});

async function shardOfSearch(id: string): Promise<number> {
  const [row] = await db.query<{ shard: number }>('select shard from search where id = $1', [id]);
  return row!.shard;
}

/** A query for all the test's vacancies whose Search falls into `shard`. */
function queryInShard(shard: number): string {
  for (let n = 0; ; n++) {
    const query = `повар -слово${n}`;
    if (shardOf(readSearch({ query }).textHash) === shard) return query;
  }
}
