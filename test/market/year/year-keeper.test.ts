import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { figuresFor } from '../../../src/market/figures.sql.js';
import { MarketStep } from '../../../src/market/market.step.js';
import { MarketKeeper } from '../../../src/market/market-of.js';
import { TOO_SMALL, YearKeeper } from '../../../src/market/year/year-keeper.js';
import { buildEmployer, followSearch } from '../../support/build.js';
import { buildVacancies } from '../../support/build-many.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';

const EVERY = 50;
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const SEARCH = { query: 'повар', filters: {} };

let db: TestDatabase;
let lines: { level: number; msg: string }[];
let open: YearKeeper[];
const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());
beforeEach(async () => {
  [lines, open] = [[], []];
  await db.query('truncate market_figure, search, vacancy, cluster cascade');
});
afterEach(() => Promise.all(open.map((keeper) => keeper.close())));

function start(mostBytes = 2 ** 30): YearKeeper {
  const keeper = new YearKeeper({ url: db.url, mostBytes, log, every: EVERY });
  open.push(keeper);
  return keeper;
}

async function keep(): Promise<YearKeeper> {
  const keeper = start();
  await keeper.whenReady();
  return keeper;
}

const totalOf = async (keeper: YearKeeper, now = new Date()) =>
  (await keeper.ask([SEARCH], { now, whole: false }))?.[0]?.figure.total ?? null;
const threads = () =>
  db.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'vestnik year' and datname = current_database()`,
  );

describe('the keeper of the year index', () => {
  test('has a thread of its own build it, and hears soon of what changed', async () => {
    await buildVacancies(db.dataSource, [
      { title: 'Повар', firstSeenAt: daysAgo(300), closedAt: daysAgo(200) },
    ]);
    const keeper = await keep();
    expect(await totalOf(keeper)).toBe(1);
    const [id] = await buildVacancies(db.dataSource, [{ title: 'Повар', firstSeenAt: daysAgo(1) }]);
    await until(async () => (await totalOf(keeper)) === 2);
    await db.query('delete from vacancy where id <> $1', [id]);
    await db.query(`update vacancy set document = '' where id = $1`, [id]);
    await until(async () => (await totalOf(keeper)) !== 2);
    expect(lines.map(({ msg }) => msg)).toEqual(['year index built']);
  });

  test('says nothing while there is none, and builds it anew when its connection is cut', async () => {
    await buildVacancies(db.dataSource, [{ title: 'Повар', firstSeenAt: daysAgo(1) }]);
    const keeper = start();
    expect(await totalOf(keeper)).toBeNull();
    await keeper.whenReady();
    const [{ pid }] = (await threads()) as [{ pid: number }];
    await db.query('select pg_terminate_backend($1)', [pid]);
    await until(async () => (await totalOf(keeper)) === null);
    await keeper.whenReady();
    expect(await totalOf(keeper)).toBe(1);
  });

  test('ends its thread where memory has no room for a year, and tells what to raise', async () => {
    await buildVacancies(db.dataSource, [{ title: 'Повар', firstSeenAt: daysAgo(3) }]);
    const keeper = start(1);
    await keeper.whenReady();
    await buildVacancies(db.dataSource, [{ title: 'Повар', firstSeenAt: daysAgo(2) }]);
    await until(() => lines.some(({ level, msg }) => level === 40 && msg === TOO_SMALL));
    await until(async () => (await threads()).length === 0);
    await new Promise((resolve) => setTimeout(resolve, 4 * EVERY));
    expect(await threads()).toEqual([]);
    expect(await totalOf(keeper)).toBeNull();
  });

  test('ends its thread when it is closed, and starts no other', async () => {
    const keeper = await keep();
    await keeper.close();
    await until(async () => (await threads()).length === 0);
    await new Promise((resolve) => setTimeout(resolve, 4 * EVERY));
    expect(await threads()).toEqual([]);
  });
});

test('page and letter tell the same figures, by the index as by Postgres', async () => {
  const employerId = await buildEmployer(db.dataSource, 'Столовая № 1');
  await buildVacancies(
    db.dataSource,
    [60_000, 70_000, 80_000, 90_000, 125_001].map((payPointRub) => ({
      title: 'Повар',
      payMonthRub: payPointRub,
      payPointRub,
      employerId,
      firstSeenAt: daysAgo(5),
    })),
  );
  const now = new Date();
  const keeper = await keep();
  const id = await followSearch(db.dataSource, SEARCH.query);
  const byText = await followSearch(db.dataSource, 'body:повар');
  expect(await new MarketStep(db.dataSource, log, keeper).run(now)).toEqual({ figures: 2 });
  const figures = await figuresFor(db.dataSource.manager, [id, byText]);
  // 425 001 over five.
  expect(figures.get(id)).toMatchObject({
    total: 5,
    mean: 85_000,
    median: 80_000,
    p10: 64_000,
    p90: 111_001,
  });
  expect(figures.get(id)!.employers).toEqual([{ name: 'Столовая № 1', vacancies: 5 }]);
  expect(figures.get(byText)).toMatchObject({ total: 0 });
  const ofPage = await new MarketKeeper(db.dataSource, keeper).within(20_000, SEARCH, now);
  expect(ofPage!.here).toEqual(figures.get(id));
  const { professions, ...rest } = (await new MarketKeeper(db.dataSource).within(20_000, SEARCH, now))!;
  expect(ofPage).toEqual({ ...rest, professions });
  expect(professions).toEqual([{ name: 'повар', vacancies: 5 }]);
});
