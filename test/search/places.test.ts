import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { employerNames, placesInUse, resolveCities, writtenNames } from '../../src/search/places.js';
import { buildEmployer, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.query(
    `insert into place (id, name, label, region, key, zone, lat, lng, population) values
       (1, 'Москва', 'Москва', 'Москва', 'москва', 'Europe/Moscow', 55, 37, 12000000),
       (2, 'Киров', 'Киров (Кировская область)', 'Кировская область', 'киров', 'Europe/Kirov', 58, 49, 470000),
       (3, 'Киров', 'Киров (Калужская область)', 'Калужская область', 'киров', 'Europe/Moscow', 54, 34, 30000),
       (4, 'Орёл', 'Орёл', 'Орловская область', 'орел', 'Europe/Moscow', 52, 36, 300000),
       (5, 'Ростов-на-Дону', 'Ростов-на-Дону', 'Ростовская область', 'ростов на дону', 'Europe/Moscow', 47, 39, 1100000),
       (6, 'Санкт-Петербург', 'Санкт-Петербург', 'Санкт-Петербург', 'санкт петербург', 'Europe/Moscow', 59, 30, 5600000),
       (7, 'Донецк', 'Донецк (Ростовская область)', 'Ростовская область', 'донецк', 'Europe/Moscow', 48, 40, 50000)`,
  );
});
afterAll(() => db.close());

const resolve = (...names: string[]) => resolveCities(db.dataSource, names);

test('cities are found however they are written', async () => {
  const written = ['МОСКВА', 'г. Москва', 'город Москва', ' москва ', 'мск', 'Moscow'];
  for (const name of written) expect((await resolve(name)).placeIds).toEqual([1]);
  expect((await resolve('Орел', 'орёл')).placeIds).toEqual([4]);
  expect((await resolve('Ростов на Дону', 'спб', 'Санкт-Петербург')).placeIds).toEqual([5, 6]);
});

test('a name of several cities means all of them and says so; with its region it means one', async () => {
  expect(await resolve('Киров')).toEqual({
    placeIds: [2, 3],
    unknown: [],
    shared: [],
    ambiguous: [{ name: 'Киров', labels: ['Киров (Кировская область)', 'Киров (Калужская область)'] }],
  });
  expect(await resolve('Киров (калужская область)')).toEqual({
    placeIds: [3],
    unknown: [],
    shared: [],
    ambiguous: [],
  });
});

test('a name that a city outside the catalogue bears too is asked as written beside the city, its label is not', async () => {
  const found = await resolve('Донецк');
  expect(found).toEqual({ placeIds: [7], unknown: [], shared: ['Донецк'], ambiguous: [] });
  expect(writtenNames(found)).toEqual(['Донецк']);
  expect(await resolve('донецк (ростовская область)')).toMatchObject({ placeIds: [7], shared: [] });
});

test('a city that the catalogue lacks is kept as it was written', async () => {
  expect(await resolve('Васюки', "'; --", 'Москва')).toEqual({
    placeIds: [1],
    unknown: ['Васюки', "'; --"],
    shared: [],
    ambiguous: [],
  });
  expect(await resolve()).toEqual({ placeIds: [], unknown: [], shared: [], ambiguous: [] });
});

test('the cities in use are those with the most open vacancies', async () => {
  for (const placeIds of [[4], [4, 1], [1], [4]]) await buildVacancy(db.dataSource, { placeIds });
  await buildVacancy(db.dataSource, { placeIds: [1], closedAt: new Date('2026-11-02T00:00:00Z') });
  expect(await placesInUse(db.dataSource, { limit: 5 })).toEqual([
    { id: 4, label: 'Орёл', total: 3 },
    { id: 1, label: 'Москва', total: 2 },
  ]);
  expect(await placesInUse(db.dataSource, { limit: 1 })).toHaveLength(1);
});

test('employers are named by id, and ids that nobody has are left out', async () => {
  const id = await buildEmployer(db.dataSource, 'Артель');
  expect(await employerNames(db.dataSource, [id, 999_999])).toEqual([{ id, name: 'Артель' }]);
  expect(await employerNames(db.dataSource, [])).toEqual([]);
});
