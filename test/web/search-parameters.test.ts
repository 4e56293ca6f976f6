import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EMPLOYMENT, EXPERIENCE, SCHEDULE } from '../../src/language/filters.js';
import { readParameters, type SearchParameters, toParameters } from '../../src/web/search-parameters.js';

/** As Express hands it over with its simple query parser. */
const fromAddress = (address: URLSearchParams): Record<string, string | string[]> =>
  Object.fromEntries(
    [...new Set(address.keys())].map((name) => {
      const all = address.getAll(name);
      return [name, all.length > 1 ? all : all.join('')];
    }),
  );

const read = (address: string) => readParameters(fromAddress(new URLSearchParams(address)));
const keysOf = ({ complaints }: SearchParameters) => complaints.map(({ key }) => key);

describe('the parameters of a search', () => {
  test('an empty address asks nothing and complains of nothing', () => {
    expect(readParameters({})).toEqual({
      query: '',
      cities: [],
      payFrom: null,
      onlyWithPay: false,
      experience: [],
      schedule: [],
      employment: [],
      excludeWords: '',
      excludeEmployers: [],
      noAgencies: false,
      page: 1,
      complaints: [],
    });
  });

  test('every parameter is read, lists from repeated names', () => {
    const parameters = read(
      'q=аналитик&city=Москва&city=Казань&pay=90000&with-pay=1&experience=1-3&experience=none&schedule=remote' +
        '&employment=full&without=продажи&not-employer=7&not-employer=3&no-agencies=1&page=2',
    );
    expect(parameters).toEqual({
      query: 'аналитик',
      cities: ['Москва', 'Казань'],
      payFrom: 90000,
      onlyWithPay: true,
      experience: ['none', '1-3'],
      schedule: ['remote'],
      employment: ['full'],
      excludeWords: 'продажи',
      excludeEmployers: [3, 7],
      noAgencies: true,
      page: 2,
      complaints: [],
    });
  });

  test('several cities may be typed into one field', () => {
    expect(read('city=Москва, Казань; Москва').cities).toEqual(['Москва', 'Казань']);
  });

  test('pay may be typed as people write it', () => {
    for (const text of ['120000', '120 000', '120\u00a0000 ₽', '120000 руб.', '120 000 р.', '120000,00']) {
      expect(readParameters({ pay: text })).toMatchObject({ payFrom: 120000, complaints: [] });
    }
  });

  test('what cannot be taken as it was is told, and the rest is kept', () => {
    expect(read('q=java&pay=много&page=0&experience=вечность&not-employer=x')).toMatchObject({
      query: 'java',
      payFrom: null,
      page: 1,
      experience: [],
    });
    expect(keysOf(read('pay=много'))).toEqual(['badPay']);
    expect(keysOf(read('experience=вечность'))).toEqual(['unknownValue']);
    expect(keysOf(read(`city=${Array.from({ length: 21 }, (_, i) => `город${i}`).join(',')}`))).toEqual([
      'tooManyCities',
    ]);
  });

  test('no page number but a small whole one is followed', () => {
    for (const page of ['0', '-1', '1.5', '1e3', '99999999999999999999', 'NaN', '501', ' ', "1' or '1"]) {
      expect(readParameters({ page }).page).toBe(1);
    }
    expect(readParameters({ page: '500' }).page).toBe(500);
  });

  test('a query longer than 2,000 characters is explained with its length and not looked for', () => {
    const parameters = readParameters({ q: 'я'.repeat(10_000) });
    expect(parameters.query).toBe('');
    expect(parameters.complaints).toEqual([{ key: 'queryTooLong', values: { most: 2000, n: 10_000 } }]);
    expect(readParameters({ q: 'я'.repeat(2000) }).complaints).toEqual([]);
  });

  test('null bytes and lone surrogates, which Postgres refuses, never come through', () => {
    const { query } = readParameters({ q: 'ja\u0000va \ud800 python' });
    expect(query).not.toContain('\u0000');
    expect(() => encodeURIComponent(query)).not.toThrow();
    expect(query).toContain('python');
  });

  test('anything at all is read without an error, and only into what a search may hold', () => {
    fc.assert(
      fc.property(fc.anything(), hostile, (anything, fields) => {
        for (const given of [anything, fields]) {
          const parameters = readParameters(given);
          expect(parameters.query.length).toBeLessThanOrEqual(2000);
          expect(parameters.page).toBeGreaterThanOrEqual(1);
          expect(parameters.cities.length).toBeLessThanOrEqual(20);
          expect(parameters.excludeEmployers.every((id) => Number.isSafeInteger(id) && id >= 0)).toBe(true);
        }
      }),
    );
  });

  test('an address made of parameters is read as the same parameters', () => {
    fc.assert(
      fc.property(sensible, (parameters) => {
        const address = fromAddress(toParameters(parameters));
        expect(readParameters(address)).toEqual({ ...parameters, complaints: [] });
      }),
    );
  });
});

const names = ['q', 'city', 'pay', 'with-pay', 'experience', 'schedule', 'employment', 'without', 'page'];
const hostile = fc.dictionary(
  fc.constantFrom(...names, 'not-employer', '__proto__', 'constructor'),
  fc.oneof(fc.string(), fc.array(fc.anything()), fc.anything(), fc.constantFrom("'''", '%00', '$1', ';--')),
);

const word = fc.stringMatching(/^[a-zа-яё0-9"():+#-]{1,12}$/);
const sensible = fc.record({
  query: fc.oneof(fc.constant(''), word),
  cities: fc.uniqueArray(fc.stringMatching(/^[а-яё]{1,10}$/), { maxLength: 20 }),
  payFrom: fc.option(fc.integer({ min: 1, max: 1_000_000_000 })),
  onlyWithPay: fc.boolean(),
  experience: fc.subarray([...EXPERIENCE]),
  schedule: fc.subarray([...SCHEDULE]),
  employment: fc.subarray([...EMPLOYMENT]),
  excludeWords: fc.oneof(fc.constant(''), word),
  excludeEmployers: fc
    .uniqueArray(fc.integer({ min: 0, max: 999_999_999 }), { maxLength: 5 })
    .map((ids) => ids.sort((a, b) => a - b)),
  noAgencies: fc.boolean(),
  page: fc.integer({ min: 1, max: 500 }),
});
