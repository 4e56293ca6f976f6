import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  canonicalFilters,
  cityKey,
  EXPERIENCE,
  type Filters,
  filterSql,
  filtersKey,
  NO_FILTERS,
} from '../../src/language/filters.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());

const VACANCIES = [
  { id: 'bare', place_ids: [], schedule: [], employment: [], experience: 'unknown', agency: false },
  {
    id: 'kazan',
    place_ids: [5],
    pay_month_rub: 90_000,
    schedule: ['remote', 'flexible'],
    employment: ['full'],
    experience: '1-3',
    employer_id: 7,
    agency: false,
  },
  {
    id: 'orel',
    place_ids: [],
    city_key: 'орел',
    pay_month_rub: 60_000,
    schedule: ['shift'],
    employment: ['part'],
    experience: 'none',
    employer_id: 8,
    agency: true,
  },
];

async function fitting(filters: Partial<Filters>): Promise<string[]> {
  const { text, values } = filterSql(filters, 2);
  const rows = await db.query<{ id: string }>(
    `select v.id from jsonb_to_recordset($1::jsonb) as v(id text, place_ids int[], city_key text, pay_month_rub int,
       experience text, schedule text[], employment text[], employer_id int, agency boolean) where ${text}`,
    [JSON.stringify(VACANCIES), ...values],
  );
  return rows.map(({ id }) => id);
}

describe('which vacancies pass', () => {
  test.each<[string, Partial<Filters>, string[]]>([
    ['nothing asked', {}, ['bare', 'kazan', 'orel']],
    ['a place', { places: [5, 6] }, ['kazan']],
    ['a city that the catalogue lacks', { cityNames: ['Орёл '] }, ['orel']],
    ['either', { places: [5], cityNames: ['орел'] }, ['kazan', 'orel']],
    ['pay from: unknown pay passes', { payFrom: 90_000 }, ['bare', 'kazan']],
    ['pay from, only with pay', { payFrom: 60_000, onlyWithPay: true }, ['kazan', 'orel']],
    ['only with pay', { onlyWithPay: true }, ['kazan', 'orel']],
    ['experience: unknown is a bucket of its own', { experience: ['1-3'] }, ['kazan']],
    ['experience unknown', { experience: ['unknown', 'none'] }, ['bare', 'orel']],
    ['one of several schedules', { schedule: ['remote'] }, ['kazan']],
    ['no schedule stated', { schedule: ['unknown'] }, ['bare']],
    ['a schedule or none stated', { schedule: ['unknown', 'shift'] }, ['bare', 'orel']],
    ['employment', { employment: ['full', 'unknown'] }, ['bare', 'kazan']],
    ['an employer excluded: an unknown one passes', { excludeEmployers: [7] }, ['bare', 'orel']],
    ['no agencies', { noAgencies: true }, ['bare', 'kazan']],
    ['all at once', { places: [5], payFrom: 80_000, schedule: ['remote'], noAgencies: true }, ['kazan']],
  ])('%s', async (_, filters, ids) => expect(await fitting(filters)).toEqual(ids));

  test('values outside what Postgres can hold ask nothing instead of failing', async () => {
    const ids = await fitting({
      places: [1e12, 0.5],
      payFrom: 1e15,
      cityNames: ['\0'],
      excludeEmployers: [-1e10],
    });
    expect(ids).toEqual(['bare']);
  });
});

test('parameters are numbered from where the caller says, values never stand in the text', () => {
  const { text, values } = filterSql({ places: [5], cityNames: [`x' or '1`], payFrom: 7 }, 4);
  expect(text).toBe(
    '(v.place_ids && $4::integer[] or v.city_key = any($5::text[])) and (v.pay_month_rub is null or v.pay_month_rub >= $6::integer)',
  );
  expect(values).toEqual([[5], [`x' or '1`], 7]);
});

describe('canonical filters', () => {
  test('what asks nothing is left out', () => {
    expect(canonicalFilters(NO_FILTERS)).toEqual({});
    expect(filtersKey({ experience: [...EXPERIENCE], payFrom: 0, cityNames: [' '] })).toBe('');
  });

  test('order and repeats make no difference', () => {
    const one = filtersKey({ places: [3, 1, 3], cityNames: ['Орёл', 'Ейск'], schedule: ['shift', 'remote'] });
    const other = filtersKey({ schedule: ['remote', 'shift'], cityNames: ['ейск', 'ОРЕЛ'], places: [1, 3] });
    expect(one).toBe(other);
  });

  test('excluded words are no part: they join the text', () => {
    expect(canonicalFilters({ excludeWords: 'стажер' })).toEqual({});
  });

  test('canonical filters of canonical filters are themselves', () => {
    const once = canonicalFilters({ places: [2, 1], payFrom: 99.6, experience: ['6+', 'none'] });
    expect(canonicalFilters(once)).toEqual(once);
    expect(once).toEqual({ places: [1, 2], payFrom: 100, experience: ['none', '6+'] });
  });
});

test('a city has one key however it is typed', () => {
  expect(cityKey('  Королёв\u00A0(Московская  область) ')).toBe('королев (московская область)');
});
