import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Filters } from '../../../src/language/filters.js';
import { type ReadSearch, readSearch } from '../../../src/language/read-search.js';
import { scoredFitsSql } from '../../../src/search/fits.sql.js';
import type { FreshIndex } from '../../../src/search/fresh/fresh-index.js';
import {
  type FreshOverview,
  freshOverview,
  type OverviewOf,
} from '../../../src/search/fresh/fresh-overview.js';
import { selectOverview } from '../../../src/search/overview.sql.js';
import { queries, vacancies } from '../../language/vocabulary.js';
import { buildEmployer } from '../../support/build.js';
import { buildVacancies, type OneOfMany } from '../../support/build-many.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { connect, indexOf, segmentsOf } from './support.js';

const NOW = new Date('2026-11-24T09:00:00.123Z');
const DAY = 86_400_000;
const SEED = fc.sample(fc.nat(), 1)[0]!;
const PLACES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const NAMES = ['нью-йорк', 'астана'];

let db: TestDatabase;
let index: FreshIndex;
beforeAll(async () => {
  db = await testDatabase();
  await db.query(
    `insert into place (id, name, label, region, key, zone, lat, lng, population)
     select n, n, n, n, n, 'Europe/Moscow', 55, 37, 1000 from unnest($1::int[]) as n`,
    [PLACES],
  );
  const employers: number[] = [];
  for (let n = 0; n < 12; n++) employers.push(await buildEmployer(db.dataSource, `Артель ${n}`));
  const ids = await buildVacancies(db.dataSource, fc.sample(given(employers), { seed: SEED, numRuns: 900 }));
  const client = await connect(db.url);
  index = indexOf(await segmentsOf(client, ids, [300, 33]).finally(() => client.end()));
});
afterAll(() => db?.close());

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3, nil: null });

// A job has copies in several cities, at several times, under several names; the most complete leads, then the earliest.
const given = (employers: number[]): fc.Arbitrary<OneOfMany> =>
  fc
    .record({
      words: vacancies,
      placeIds: fc.subarray(PLACES, { maxLength: 3 }),
      cityKey: orNull(fc.constantFrom(...NAMES)),
      payMonthRub: orNull(fc.integer({ min: 20_000, max: 400_000 })),
      payPointRub: orNull(fc.integer({ min: 20_000, max: 400_000 })),
      employerId: orNull(fc.constantFrom(...employers)),
      cluster: fc.nat(400),
      daysOld: fc.oneof(fc.constantFrom(0, 7, 30), fc.double({ min: 0, max: 60, noNaN: true })),
      closedAt: fc.constantFrom(null, null, null, null, NOW),
    })
    .map(({ words, daysOld, ...rest }) => ({
      ...words,
      ...rest,
      firstSeenAt: new Date(NOW.getTime() - Math.round(daysOld * DAY)),
    }));

const filters: fc.Arbitrary<Partial<Filters>> = fc.oneof(
  fc.constant({}),
  fc.record({ places: fc.subarray(PLACES, { maxLength: 4 }), cityNames: fc.subarray(NAMES) }),
  fc.record({ payFrom: fc.integer({ min: 20_000, max: 400_000 }) }),
);

const asked = fc
  .tuple(fc.oneof({ weight: 6, arbitrary: queries }, fc.constant('')), filters)
  .map(([query, filters]) => ({ query, filters }))
  .filter((search) => search.query === '' || readSearch(search).ast !== null);

test(`memory and Postgres tell the same of any search (seed ${SEED})`, async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(asked, fc.nat(30), fc.integer({ min: 1, max: 40 }), async (search, offset, limit) => {
      const read = readSearch(search);
      const page = { now: NOW, weekAgo: ago(7), monthAgo: ago(30), limit, offset };
      const expected = await askPostgres(read, page);
      expect(freshOverview(index, read, page)).toEqual(expected);
      found += expected.total;
    }),
    { numRuns: 400, seed: SEED },
  );
  expect(found / 400).toBeGreaterThan(20);
}, 60_000);

const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY);

/** The same of one scan in Postgres, names aside. */
async function askPostgres(read: ReadSearch, { now, ...rest }: OverviewOf): Promise<FreshOverview> {
  const answer = await selectOverview(db.dataSource.manager, { fits: scoredFitsSql(read, now), ...rest });
  return {
    ...answer,
    employers: answer.employers.map(({ id, vacancies }) => ({ id, vacancies })),
    cities: answer.cities.map(({ label: _, ...figures }) => figures),
  };
}
