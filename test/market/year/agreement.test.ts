import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EXPERIENCE, type Filters } from '../../../src/language/filters.js';
import { readSearch } from '../../../src/language/read-search.js';
import { computeFigure } from '../../../src/market/figure.sql.js';
import { marketReport } from '../../../src/market/report.sql.js';
import { titleAsked } from '../../../src/market/title-query.js';
import { YearAnswers } from '../../../src/market/year/year-answers.js';
import { queries, vacancies } from '../../language/vocabulary.js';
import { connect } from '../../search/fresh/support.js';
import { buildEmployer } from '../../support/build.js';
import { buildVacancies, type OneOfMany } from '../../support/build-many.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';

const NOW = new Date('2026-11-24T09:00:00.123Z');
const DAY = 86_400_000;
const SEED = fc.sample(fc.nat(), 1)[0]!;
const PLACES = [1, 2, 3, 4, 5, 6, 7, 8];
const NAMES = ['нью-йорк', 'астана'];

let db: TestDatabase;
let client: Awaited<ReturnType<typeof connect>>;
let year: YearAnswers;
beforeAll(async () => {
  db = await testDatabase();
  await db.query(
    `insert into place (id, name, label, region, key, zone, lat, lng, population)
     select n, n, 'г. ' || n, n, n, 'Europe/Moscow', 55, 37, 1000 from unnest($1::int[]) as n`,
    [PLACES],
  );
  const employers: number[] = [];
  for (let n = 0; n < 12; n++)
    employers.push(await buildEmployer(db.dataSource, `${n % 2 ? 'Ёж' : 'артель'} ${n}`));
  await buildVacancies(db.dataSource, fc.sample(given(employers), { seed: SEED, numRuns: 1_200 }));
  client = await connect(db.url);
  year = new YearAnswers(client, 2 ** 30);
  await year.build(NOW);
});
afterAll(async () => {
  await client?.end();
  await db?.close();
});

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3, nil: null });

// Copies of a job in several cities, with and without pay, on both sides of every border of the window.
const given = (employers: number[]): fc.Arbitrary<OneOfMany> =>
  fc
    .record({
      words: vacancies,
      placeIds: fc.subarray(PLACES, { maxLength: 3 }),
      cityKey: orNull(fc.constantFrom(...NAMES)),
      payMonthRub: orNull(fc.integer({ min: 20_000, max: 400_000 })),
      payPointRub: orNull(fc.constantFrom(30_000, 45_500, 60_001, 75_000, 99_999, 100_000, 250_000)),
      experience: fc.constantFrom(...EXPERIENCE),
      employerId: orNull(fc.constantFrom(...employers)),
      cluster: fc.nat(700),
      daysOld: fc.oneof(
        fc.constantFrom(0, 30, 365, 365.01, 364.99, -1),
        fc.double({ min: 0, max: 400, noNaN: true }),
        fc.double({ min: 0, max: 40, noNaN: true }),
      ),
      closedAt: fc.constantFrom(null, null, NOW),
    })
    .map(({ words, daysOld, ...rest }) => ({
      ...words,
      ...rest,
      firstSeenAt: new Date(NOW.getTime() - Math.round(daysOld * DAY)),
    }));

const filters: fc.Arbitrary<Partial<Filters>> = fc.oneof(
  fc.constant({}),
  fc.record({ places: fc.subarray(PLACES, { maxLength: 4 }), cityNames: fc.subarray(NAMES) }),
  fc.record({ payFrom: fc.integer({ min: 20_000, max: 400_000 }), onlyWithPay: fc.boolean() }),
  fc.record({ experience: fc.subarray([...EXPERIENCE], { maxLength: 3 }) }),
);

const asked = fc
  .tuple(fc.oneof({ weight: 6, arbitrary: queries }, fc.constant('')), filters)
  .map(([query, filters]) => ({ query, filters }))
  .filter((search) => search.query === '' || readSearch(search).ast !== null);

const byName = <T extends { experience: string }>(rows: T[]): T[] =>
  rows.toSorted((a, b) => (a.experience < b.experience ? -1 : 1));

test(`memory and Postgres tell the same market of any search (seed ${SEED})`, async () => {
  let [found, answered] = [0, 0];
  await fc.assert(
    fc.asyncProperty(asked, async (search) => {
      const answer = await year.answer(search, { now: NOW, whole: true });
      if (titleAsked(search) === null) {
        expect(answer).toBeNull();
        return;
      }
      const tx = db.dataSource.manager;
      const report = await marketReport(tx, search, NOW);
      expect(answer!.figure).toEqual(await computeFigure(tx, search, NOW));
      expect({ ...answer!.report!, experience: byName(answer!.report!.experience) }).toEqual({
        ...report,
        experience: byName(report.experience),
      });
      found += report.country.total;
      answered++;
    }),
    { numRuns: 300, seed: SEED },
  );
  expect(answered).toBeGreaterThan(150);
  expect(found / answered).toBeGreaterThan(10);
}, 60_000);

test('what changed is told at the next look, and what left the twelve months is not', async () => {
  const search = { query: 'водолаз', filters: {} };
  const total = async (now = NOW) => (await year.answer(search, { now, whole: false }))?.figure.total;
  expect(await total()).toBe(0);
  await buildVacancies(db.dataSource, [
    { title: 'Водолаз', firstSeenAt: new Date(NOW.getTime() - 364 * DAY), closedAt: NOW },
    { title: 'Водолаз', firstSeenAt: NOW },
  ]);
  await year.refresh(NOW);
  expect(await total()).toBe(2);
  const later = new Date(NOW.getTime() + 3 * DAY);
  await year.refresh(later);
  expect(await total(later)).toBe(1);
  // What it has let go it cannot count.
  expect(await total()).toBeUndefined();
});

test('an index without room for twelve months has no answer', async () => {
  const small = new YearAnswers(client, 1);
  await small.build(NOW);
  // The first chunk is the whole table here: room is found too small when more comes.
  await buildVacancies(db.dataSource, [{ title: 'Повар', firstSeenAt: NOW }]);
  await small.refresh(NOW);
  expect(small.tooSmall).toBe(true);
  expect(await small.answer({ query: 'повар', filters: {} }, { now: NOW, whole: false })).toBeNull();
});
