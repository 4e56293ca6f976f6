import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EMPLOYMENT, EXPERIENCE, type Filters, filterSql, SCHEDULE } from '../../../src/language/filters.js';
import { readSearch } from '../../../src/language/read-search.js';
import type { FreshIndex } from '../../../src/search/fresh/fresh-index.js';
import { buildEmployer } from '../../support/build.js';
import { buildVacancies, type OneOfMany } from '../../support/build-many.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { connect, indexOf, segmentsOf } from './support.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const SEED = fc.sample(fc.nat(), 1)[0]!;
const QUERIES = ['', 'повар', 'повар OR пекарь', 'NOT повар', 'токарь', 'пекарь -повар', 'никто'];
const NAMES = ['нью-йорк', 'орел', 'астана'];

let db: TestDatabase;
let index: FreshIndex;
let employers: number[];
beforeAll(async () => {
  db = await testDatabase();
  employers = await Promise.all(['Рожь', 'Овёс', 'Ячмень'].map((name) => buildEmployer(db.dataSource, name)));
  const ids = await buildVacancies(db.dataSource, fc.sample(vacancies(), { seed: SEED, numRuns: 700 }));
  const client = await connect(db.url);
  index = indexOf(await segmentsOf(client, ids, [1, 64, 300]).finally(() => client.end()));
});
afterAll(() => db?.close());

const subset = <T>(values: readonly T[]) => fc.subarray([...values], { maxLength: 4 });
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3, nil: null });

// Sources may bring words that no filter has.
const vacancies = (): fc.Arbitrary<OneOfMany> =>
  fc.record({
    title: fc.constantFrom('Повар', 'Пекарь', 'Повар-пекарь', 'Токарь'),
    placeIds: subset([1, 2, 3, 4, 5, 9]),
    cityKey: orNull(fc.constantFrom(...NAMES)),
    payMonthRub: orNull(fc.constantFrom(0, 1, 59_999, 60_000, 60_001, 250_000)),
    experience: fc.constantFrom(...EXPERIENCE, 'senior'),
    schedule: subset<string>([...SCHEDULE, 'at night']),
    employment: subset([...EMPLOYMENT, 'by contract']),
    agency: fc.boolean(),
    employerId: orNull(fc.constantFrom(...employers)),
    closedAt: fc.constantFrom(null, null, null, null, NOW),
  });

// A vacancy passes four questions at most often enough.
const filters = (): fc.Arbitrary<Partial<Filters>> => {
  const all = {
    places: subset([1, 2, 3, 4, 5, 9, 0, 77, -1, -2, -500, 2 ** 31 - 1]),
    cityNames: subset(['Нью-Йорк', ' ОРЁЛ', 'астана', 'Васюки']),
    payFrom: fc.constantFrom(1, 59_999.6, 60_000, 250_000, 10_000_000),
    onlyWithPay: fc.boolean(),
    experience: subset(EXPERIENCE),
    schedule: subset(SCHEDULE),
    employment: subset(EMPLOYMENT),
    excludeEmployers: fc.subarray([...employers, 100_000]),
    noAgencies: fc.boolean(),
  };
  const keys = fc.subarray(Object.keys(all), { maxLength: 4 });
  return fc
    .tuple(fc.record(all), keys)
    .map(([given, kept]) =>
      Object.fromEntries(Object.entries(given).filter(([name]) => kept.includes(name))),
    );
};

test.each([
  ['the open ones', false],
  ['closed ones too', true],
])('the index and Postgres pass the same vacancies by any filters: %s', async (_, closedToo) => {
  let fitting = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...QUERIES), filters(), async (query, asked) => {
      const expected = await askPostgres(query, asked, closedToo);
      expect(askIndex(query, asked, closedToo)).toEqual(expected);
      fitting += expected.length;
    }),
    { numRuns: 400, seed: SEED },
  );
  expect(fitting / (400 * index.size)).toBeGreaterThan(0.05);
});

async function askPostgres(query: string, asked: Partial<Filters>, closedToo: boolean): Promise<number[]> {
  const { tsquery } = readSearch({ query });
  const { text, values } = filterSql(asked, 3);
  const rows = await db.query<{ id: string }>(
    `select v.id from vacancy v where (v.closed_at is null or $1)
      and ($2::tsquery is null or v.document @@ $2::tsquery) and ${text} order by v.id`,
    [closedToo, tsquery, ...values],
  );
  return rows.map(({ id }) => Number(id));
}

function askIndex(query: string, asked: Partial<Filters>, closedToo: boolean): number[] {
  const found: number[] = [];
  const visit = ({ segment }: { segment: { facts: { id: Float64Array } } }, doc: number) =>
    found.push(segment.facts.id[doc]!);
  index.each(readSearch({ query, filters: asked }), visit, { closedToo });
  return found.sort((a, b) => a - b);
}
