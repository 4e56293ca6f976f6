import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readCatalogue } from '../../../src/collect/places/catalogue.js';
import { ensurePlaces } from '../../../src/collect/places/ensure-places.js';
import { zoneOf } from '../../../src/collect/places/zones.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';

const cities = readCatalogue();
const byLabel = new Map(cities.map((city) => [city.label, city]));

describe('the catalogue of cities', () => {
  test('holds 1,117 cities, each with an id and a label of its own', () => {
    expect(cities.length).toBe(1117);
    expect(new Set(cities.map(({ id }) => id)).size).toBe(1117);
    expect(byLabel.size).toBe(1117);
  });

  test('tells namesakes apart by their region, in the catalogue and beyond it', () => {
    expect(byLabel.get('Киров (Кировская область)')?.population).toBeGreaterThan(400_000);
    expect(byLabel.get('Киров (Калужская область)')?.population).toBeLessThan(50_000);
    expect(byLabel.has('Иваново (Ивановская область)')).toBe(true);
    expect(byLabel.get('Москва')?.region).toBe('Москва');
    expect(byLabel.get('Якутск')?.region).toBe('Республика Саха (Якутия)');
  });

  test('folds the key of a city as filters do', () => {
    expect(byLabel.get('Орёл')?.key).toBe('орел');
    expect(byLabel.get('Ростов-на-Дону')?.key).toBe('ростов-на-дону');
  });

  test('gives every city a zone whose clock runs as the catalogue says', () => {
    const winter = new Date('2026-01-15T12:00:00Z');
    const summer = new Date('2026-07-15T12:00:00Z');
    const expected = new Map([
      ['Калининград', 2],
      ['Москва', 3],
      ['Волгоград', 3],
      ['Самара', 4],
      ['Саратов', 4],
      ['Екатеринбург', 5],
      ['Омск', 6],
      ['Барнаул', 7],
      ['Новосибирск', 7],
      ['Иркутск', 8],
      ['Чита', 9],
      ['Владивосток', 10],
      ['Магадан', 11],
      ['Среднеколымск', 11],
      ['Петропавловск-Камчатский', 12],
      ['Анадырь', 12],
    ]);
    const hours = [...expected.keys()].map((label) => {
      const { zone } = byLabel.get(label)!;
      return [label, hoursAhead(zone, winter), hoursAhead(zone, summer)];
    });
    expect(hours).toEqual([...expected].map(([label, ahead]) => [label, ahead, ahead]));
  });

  test('refuses an offset that no zone is known for, and says which', () => {
    expect(() => zoneOf({ region: 'Атлантида', offset: 13 })).toThrow(
      'No time zone is known for Атлантида at UTC+13.',
    );
  });
});

describe('filling the table of places', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.close());

  test('puts every city in, and a second time writes nothing', async () => {
    await ensurePlaces(db.dataSource);
    const before = await db.query<{ id: number; version: string }>(STAMPS);
    expect(before.length).toBe(1117);
    await ensurePlaces(db.dataSource);
    expect(await db.query(STAMPS)).toEqual(before);
  });

  test('corrects a city that differs and leaves the others as they are', async () => {
    await ensurePlaces(db.dataSource);
    const { id, population } = byLabel.get('Казань')!;
    const before = await db.query<{ id: number }>(STAMPS);
    await db.query('update place set population = 1 where id = $1', [id]);
    await ensurePlaces(db.dataSource);
    expect(await db.query('select population from place where id = $1', [id])).toEqual([{ population }]);
    const others = (rows: { id: number }[]) => rows.filter((row) => row.id !== id);
    expect(others(await db.query(STAMPS))).toEqual(others(before));
  });

  test('may be done by several processes at once', async () => {
    await db.query('truncate place');
    await Promise.all(Array.from({ length: 4 }, () => ensurePlaces(db.dataSource)));
    expect(await db.query('select count(*)::int as n from place')).toEqual([{ n: 1117 }]);
  });
});

// xmin is the transaction that wrote the row last.
const STAMPS = 'select id, xmin::text as version from place order by id';

function hoursAhead(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(
    at,
  );
  return Number.parseInt(parts.find(({ type }) => type === 'timeZoneName')!.value.replace('GMT', ''), 10);
}
