import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { readCatalogue } from '../../../src/collect/places/catalogue.js';
import { placeResolver } from '../../../src/collect/places/resolve.js';

const VACANCIES = new URL('../../../../shared/data/vacancies-ru/', import.meta.url);
const AREAS = new URL('../../../../shared/data/geo/hh-areas-2026-with-latlng.json.gz', import.meta.url);
const present = existsSync(VACANCIES) && existsSync(AREAS);
if (!present) process.stdout.write('skipped: no ../shared/data (places of real vacancies)\n');
const testReal = present ? test : test.skip;

const cities = readCatalogue();
const resolve = placeResolver(cities);

testReal('of the places that real vacancies name, nine in ten are cities of the catalogue', () => {
  const written = ['full.jsonl.gz', 'snippet.jsonl.gz'].flatMap(citiesOf);
  const known = written.filter((city) => resolve(city).placeIds.length > 0);
  expect(written.length).toBeGreaterThan(24_000);
  // 92.7 % when it was written; the others are abroad, or villages.
  expect(known.length / written.length).toBeGreaterThan(0.92);
});

testReal('a town of hh.ru’s tree that is found lies where the catalogue has it', () => {
  const towns = townsOf(JSON.parse(gunzipSync(readFileSync(AREAS)).toString()));
  const found = towns.flatMap((town) => {
    const [id, ...more] = resolve(town.name).placeIds;
    return id === undefined || more.length > 0
      ? []
      : [{ town, city: cities.find((city) => city.id === id)! }];
  });
  const far = found.filter(
    ({ town, city }) => Math.hypot(town.lat - city.lat, (town.lng - city.lng) / 2) > 0.5,
  );
  expect(found.length).toBeGreaterThan(1_100);
  // 15 of 1,120: villages that bear a town's name, and a few points that hh.ru has wrong.
  expect(far.length / found.length).toBeLessThan(0.02);
});

function citiesOf(file: string): string[] {
  const lines = gunzipSync(readFileSync(new URL(file, VACANCIES)))
    .toString()
    .trim()
    .split('\n');
  return lines.flatMap((line) => (JSON.parse(line) as { city?: string }).city ?? []);
}

interface Area {
  name: string;
  lat?: number;
  lng?: number;
  areas: Area[];
}

function townsOf(countries: Area[]): { name: string; lat: number; lng: number }[] {
  const leaves = (area: Area): Area[] => (area.areas.length === 0 ? [area] : area.areas.flatMap(leaves));
  const russia = countries.find(({ name }) => name === 'Россия')!;
  return leaves(russia).flatMap(({ name, lat, lng }) =>
    lat == null || lng == null ? [] : [{ name, lat: Number(lat), lng: Number(lng) }],
  );
}
