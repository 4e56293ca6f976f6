import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { IndexKeeper, shrunkSentence } from '../../../src/search/fresh/index-keeper.js';
import { buildVacancies } from '../../support/build-many.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';
import { expectTable, idsIn } from './table.js';

const EVERY = 50;
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

let db: TestDatabase;
let lines: { level: number; msg: string }[];
let open: IndexKeeper[];
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());
beforeEach(async () => {
  [lines, open] = [[], []];
  await db.query('truncate vacancy, cluster cascade');
});
afterEach(() => Promise.all(open.map((keeper) => keeper.close())));

async function keep(mostBytes = 2 ** 30): Promise<IndexKeeper> {
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
  const keeper = new IndexKeeper({ url: db.url, mostBytes, log, every: EVERY });
  open.push(keeper);
  await keeper.whenReady();
  return keeper;
}

const threads = () =>
  db.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'vestnik index' and datname = current_database()`,
  );
const saidAt = (level: number) => lines.filter((line) => line.level === level).map(({ msg }) => msg);

describe('the keeper of the fresh index', () => {
  test('has a thread of its own build it, and says so once', async () => {
    const ids = await buildVacancies(db.dataSource, [{ title: 'Повар' }, { title: 'Пекарь' }]);
    const keeper = await keep();
    expect(idsIn(keeper.current()!, 'повар')).toEqual([ids[0]]);
    expect(await threads()).toHaveLength(1);
    await buildVacancies(db.dataSource, [{ title: 'Повар' }]);
    await until(() => keeper.current()!.size === 3);
    expect(lines.map(({ msg }) => msg)).toEqual(['fresh index built']);
  });

  test('answers with what changed soon after it did', async () => {
    const ids = await buildVacancies(db.dataSource, [{ title: 'Повар' }, { title: 'Повар' }]);
    const keeper = await keep();
    for (let n = 0; n < 3; n++) {
      await db.query(`update vacancy set closed_at = now(), closed_reason = 'missing' where id = $1`, [
        ids[n],
      ]);
      ids.push(...(await buildVacancies(db.dataSource, [{ title: 'Повар' }])));
      // A look every 50 ms; the rest is for a busy machine.
      await until(() => idsIn(keeper.current()!, 'повар').join() === ids.slice(n + 1).join(), 5_000);
    }
    await expectTable(db, keeper.current()!, new Date());
  });

  test('builds it anew when its connection is cut, and has none meanwhile', async () => {
    await buildVacancies(db.dataSource, [{ title: 'Повар' }]);
    const keeper = await keep();
    const [{ pid }] = (await threads()) as [{ pid: number }];
    await db.query('select pg_terminate_backend($1)', [pid]);
    await until(() => keeper.current() === null);
    expect(saidAt(50)).toEqual(['fresh index failed: Postgres answers until it is built anew']);
    const [, late] = [await keeper.whenReady(), await buildVacancies(db.dataSource, [{ title: 'Повар' }])];
    await until(() => idsIn(keeper.current()!, 'повар').includes(late[0]!));
    await expectTable(db, keeper.current()!, new Date());
    expect(await threads()).toHaveLength(1);
  });

  test('ends its thread when it is closed, and starts no other', async () => {
    const keeper = await keep();
    await keeper.close();
    await until(async () => (await threads()).length === 0);
    await new Promise((resolve) => setTimeout(resolve, 4 * EVERY));
    expect(await threads()).toEqual([]);
    expect(keeper.current()).toBeNull();
    expect(saidAt(50)).toEqual([]);
  });

  test('can be closed while it waits to start another', async () => {
    const keeper = await keep();
    const [{ pid }] = (await threads()) as [{ pid: number }];
    await db.query('select pg_terminate_backend($1)', [pid]);
    await until(() => keeper.current() === null);
    await keeper.close();
    await new Promise((resolve) => setTimeout(resolve, 4 * EVERY));
    expect(await threads()).toEqual([]);
  });

  test('tells the operator once from what day on it goes, when memory is too small', async () => {
    await buildVacancies(db.dataSource, [{ title: 'Повар', firstSeenAt: daysAgo(3) }]);
    const keeper = await keep(1);
    for (let n = 0; n < 4; n++) {
      const [id] = await buildVacancies(db.dataSource, [{ title: 'Повар', firstSeenAt: daysAgo(2) }]);
      await until(() => idsIn(keeper.current()!, 'повар').includes(id!));
    }
    const [first, second, ...more] = saidAt(40);
    expect(first).toBe(shrunkSentence(daysAgo(3).getTime() * 1000));
    expect(second).toBe(shrunkSentence(daysAgo(2).getTime() * 1000));
    expect(more).toEqual([]);
    expect(keeper.current()!.complete).toBe(false);
  });
});
