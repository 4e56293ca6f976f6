import { readFileSync } from 'node:fs';
import { cityKey } from '../../language/filters.js';
import { zoneOf } from './zones.js';

/** A city of the catalogue, as table `place` holds it. */
export interface City {
  id: number;
  name: string;
  /** The name, with its region where another city has the same: «Киров (Кировская область)». */
  label: string;
  region: string;
  /** The name in lower case, ё as е. */
  key: string;
  /** IANA. */
  zone: string;
  lat: number;
  lng: number;
  population: number;
}

let read: readonly City[] | undefined;

/** Every city of catalogue/cities.csv, by id; read once. */
export function readCatalogue(): readonly City[] {
  read ??= parseCatalogue(readFileSync(FILE, 'utf8'));
  return read;
}

// The same depth from src/ and from dist/.
const FILE = new URL('../../../catalogue/cities.csv', import.meta.url);

function parseCatalogue(csv: string): City[] {
  const cities = csv.trim().split('\n').slice(1).map(parseCity);
  const bearers = new Map<string, number>();
  for (const { key } of cities) bearers.set(key, (bearers.get(key) ?? 0) + 1);
  return cities.map((city) =>
    bearers.get(city.key) === 1 && !KNOWN_ELSEWHERE.has(city.key)
      ? city
      : { ...city, label: `${city.name} (${city.region})` },
  );
}

// Their namesakes are abroad, or too small for the catalogue; job sites tell these by region too.
const KNOWN_ELSEWHERE = new Set([
  'волжский',
  'дзержинск',
  'донецк',
  'иваново',
  'подольск',
  'строитель',
  'городище',
]);

// No field of the file holds a comma or a quote.
function parseCity(line: string): City {
  const [id, name, region, offset, lat, lng, population] = line.split(',') as Fields;
  return {
    id: Number(id),
    name,
    label: name,
    region,
    key: cityKey(name),
    zone: zoneOf({ region, offset: Number(offset) }),
    lat: Number(lat),
    lng: Number(lng),
    population: Number(population),
  };
}

type Fields = [string, string, string, string, string, string, string];
