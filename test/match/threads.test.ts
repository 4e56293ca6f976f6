import * as threads from 'node:worker_threads';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createLog } from '../../src/kit/log.js';
import { followSearch } from '../support/build.js';
import { buildVacancies } from '../support/build-many.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

/** Every thread that was started, so that a test can end one. */
const started: threads.Worker[] = [];
class NotedWorker extends threads.Worker {
  constructor(...given: ConstructorParameters<typeof threads.Worker>) {
    super(...given);
    started.push(this);
  }
}
jest.unstable_mockModule('node:worker_threads', () => ({ ...threads, Worker: NotedWorker }));
const { MatchStep } = await import('../../src/match/match.step.js');
const { WorkerMatching } = await import('../../src/match/worker-matching.js');
const { matched, NOW, oracle, sorted, stepOf } = await import('./support.js');

const SEARCHES = 60;
const VACANCIES = 200;

let db: TestDatabase;
let due: Map<string, string[]>;
beforeAll(async () => {
  db = await testDatabase();
  const titles = ['Повар', 'Пекарь', 'Повар-пекарь', 'Токарь'];
  const given = Array.from({ length: VACANCIES }, (_, i) => ({
    title: titles[i % 4]!,
    placeIds: i % 3 === 0 ? [1] : [],
  }));
  await buildVacancies(db.dataSource, given);
  // The excluded word makes them different searches, and spreads them over the shards.
  for (let n = 0; n < SEARCHES; n++)
    await followSearch(
      db.dataSource,
      `${['повар', 'пекарь OR токарь', '"повар пекарь"'][n % 3]} -слово${n}`,
      n % 2 ? { places: [1] } : {},
    );
  due = await oracle(db);
});
afterAll(() => db?.close());
beforeEach(() => db.query('truncate match, match_progress'));

/** Its transactions wait a while first; the n-th is told, and may throw. */
function withTransactions(before: (n: number) => Promise<void>) {
  let count = 0;
  const slow = Object.create(db.dataSource, {
    transaction: {
      value: async (...given: Parameters<DataSource['transaction']>) => {
        await before(count++);
        return db.dataSource.transaction(...given);
      },
    },
  });
  return new MatchStep(slow, createLog('silent'), { threads: 2 });
}

const cutMatching = () =>
  db.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'vestnik match' and datname = current_database()`,
  );
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const rowsOfRun = () =>
  db.query('select search_id, upto_seq, from_seq, total, vacancy_ids from match order by search_id');
const pairs = (map: Map<string, string[]>) => [...map.values()].flat().length;

describe('on threads', () => {
  test('a run writes the same rows as one without, however many there are', async () => {
    const written: unknown[] = [];
    for (const threads of [0, 1, 2]) {
      await db.query('truncate match, match_progress');
      const { matched: count } = await stepOf(db, { threads }).run(NOW);
      expect(count).toBe(pairs(due));
      written.push(await rowsOfRun());
    }
    expect(written[0]).toHaveLength(SEARCHES);
    expect(written[1]).toEqual(written[0]);
    expect(written[2]).toEqual(written[0]);
    expect(sorted(await matched(db))).toEqual(sorted(due));
  });

  test('two matchers with two threads each find everything once', async () => {
    const counts = await Promise.all([
      stepOf(db, { threads: 2 }).run(NOW),
      stepOf(db, { threads: 2 }).run(NOW),
    ]);
    expect(counts.reduce((sum, { matched: n }) => sum + n, 0)).toBe(pairs(due));
    expect(sorted(await matched(db))).toEqual(sorted(due));
  });

  test('a run ends when the last row is written, and counts all of them', async () => {
    // The first transaction makes the partition; the sixteen after it write a shard each.
    const step = withTransactions((n) => sleep(n === 15 ? 300 : 0));
    const { matched: count } = await step.run(NOW);
    expect(count).toBe(pairs(due));
    expect(sorted(await matched(db))).toEqual(sorted(due));
  });

  test.each([1, 2, 16])(
    'a write that fails, the %i. of all, fails the run, and the next finds everything once',
    async (failing) => {
      const step = withTransactions(async (n) => {
        if (n !== failing) return;
        await sleep(100);
        throw new Error('killed');
      });
      await expect(step.run(NOW)).rejects.toThrow('killed');
      await stepOf(db).run(NOW);
      expect(sorted(await matched(db))).toEqual(sorted(due));
    },
  );
});

describe('a matching thread that', () => {
  test('dies while it matches fails the run, and the next finds everything once', async () => {
    const step = withTransactions(async (n) => {
      if (n === 4) await Promise.all(started.splice(0).map((worker) => worker.terminate()));
    });
    await expect(step.run(NOW)).rejects.toThrow('The matching thread has ended.');
    expect((await matched(db)).size).toBeLessThan(SEARCHES);
    await stepOf(db).run(NOW);
    expect(sorted(await matched(db))).toEqual(sorted(due));
  });

  test('loses its connection fails the run, and the next finds everything once', async () => {
    const step = withTransactions(async (n) => {
      if (n === 4) await cutMatching();
    });
    await expect(step.run(NOW)).rejects.toThrow(/connection|terminat/i);
    await stepOf(db).run(NOW);
    expect(sorted(await matched(db))).toEqual(sorted(due));
  });

  test('cannot reach the database fails the run', async () => {
    const unreachable = new WorkerMatching('postgres://127.0.0.1:1/nowhere');
    await expect(unreachable.open({ from: '0', upto: '1' })).rejects.toThrow('ECONNREFUSED');
    await unreachable.close();
  });
});
