import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { readCatalogue } from '../../../src/collect/places/catalogue.js';
import { regionKey } from '../../../src/collect/places/regions.js';
import { placeResolver } from '../../../src/collect/places/resolve.js';
import { foldCity } from '../../../src/language/city-names.js';

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

testReal(
  'no place of hh.ru’s tree is taken for a city elsewhere, and what is no city stays as it is written',
  () => {
    const areas = areasOf(JSON.parse(gunzipSync(readFileSync(AREAS)).toString()));
    const read = areas.map((area) => ({ area, ...resolve(area.name) }));
    const found = read.filter(({ placeIds }) => placeIds.length > 0);
    const cityOf = new Map(cities.map((city) => [city.id, city]));
    const nearest = found.map(({ area, placeIds }) => ({
      area: area.name,
      km: Math.min(...placeIds.map((id) => kilometres(area, cityOf.get(id)!))),
      sameRegion: placeIds.some((id) => keyOf(cityOf.get(id)!.region) === keyOf(area.region)),
    }));
    expect(nearest.filter(({ km, sameRegion }) => km > 30 && !sameRegion)).toEqual([]);
    // Eleven points of hh.ru's own lie elsewhere: its Кола is in Karelia, its Юрьевец between the lakes.
    expect(nearest.filter(({ km }) => km > 30).length).toBeLessThanOrEqual(11);
    expect(found.filter(({ placeIds }) => placeIds.length > 1).map(({ area }) => area.name)).toEqual([
      'Приморск',
    ]);
    // 1,118 of the 1,117 cities' areas (Приморск is two, two are told by an older name); the rest are villages, and regions.
    expect(areas.length).toBeGreaterThan(14_000);
    expect(found.length).toBeGreaterThanOrEqual(1_115);
    const kept = read.filter(({ placeIds, cityKey }) => placeIds.length === 0 && cityKey !== null);
    const above = read.filter(({ placeIds, cityKey }) => placeIds.length === 0 && cityKey === null);
    const places = kept.filter(({ area, placeText }) => placeText !== area.name.replace(/\s+/g, ' ').trim());
    expect(places.map(({ area }) => area.name)).toEqual([]);
    expect(kept.length).toBeGreaterThan(13_000);
    expect(above.filter(({ area }) => !area.isRegion).map(({ area }) => area.name)).toEqual([
      'Усть-Вымский район',
    ]);
  },
);

function citiesOf(file: string): string[] {
  const lines = gunzipSync(readFileSync(new URL(file, VACANCIES)))
    .toString()
    .trim()
    .split('\n');
  return lines.flatMap((line) => (JSON.parse(line) as { city?: string }).city ?? []);
}

interface Node {
  name: string;
  lat: number;
  lng: number;
  areas: Node[];
}

interface Area {
  name: string;
  region: string;
  lat: number;
  lng: number;
  isRegion: boolean;
}

function areasOf(countries: Node[]): Area[] {
  const { areas: regions } = countries.find(({ name }) => name === 'Россия')!;
  return regions.flatMap((region) =>
    [region, ...below(region)].map(({ name, lat, lng, areas }) => {
      return { name, region: region.name, lat: Number(lat), lng: Number(lng), isRegion: areas.length > 0 };
    }),
  );
}

const below = ({ areas }: Node): Node[] => areas.flatMap((area) => [area, ...below(area)]);

const keyOf = (region: string): string => regionKey(region) ?? foldCity(region);

type Point = Pick<Area, 'lat' | 'lng'>;

/** On a globe of the Earth's mean radius; good to a part in a thousand at such distances. */
function kilometres(from: Point, to: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const east = radians(to.lng - from.lng) * Math.cos(radians((from.lat + to.lat) / 2));
  return Math.hypot(east, radians(to.lat - from.lat)) * 6371;
}
