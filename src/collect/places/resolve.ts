import { foldCity, isSharedElsewhere, knownAs } from '../../language/city-names.js';
import { cityKey } from '../../language/filters.js';
import { cleanLine, clip, cut } from '../normalise/clean.js';
import type { City } from './catalogue.js';
import { isRussia } from './countries.js';
import { bareName, besideRemote, isNoCity, namesNothing, saysRemote } from './place-words.js';
import { regionKey } from './regions.js';

/** What the place of a posting, as written, is in our words. */
export interface ResolvedPlaces {
  /** As written, tidied; null where nothing was written. */
  placeText: string | null;
  /** Cities of the catalogue, in the order written. */
  placeIds: number[];
  /** The first city named that the catalogue lacks, as `cityKey` folds it; null where only a region is named. */
  cityKey: string | null;
  /** The words say that the work is remote, which is no city: `schedule` gets 'remote'. */
  remote: boolean;
  /** Another country is named. */
  abroad: boolean;
}

/** Reads places as written («г. Москва», «Киров (Кировская область)», «Москва, м. Тверская») by the catalogue. */
export type ResolvePlaces = (written: string | readonly string[] | null | undefined) => ResolvedPlaces;

/**
 * A resolver over `cities`, the greatest of one name meant where none is named closer: if it has three times the people
 * of the next (Киров), else all of them (Железногорск). Texts repeat, so answers are remembered.
 */
export function placeResolver(cities: readonly City[]): ResolvePlaces {
  const index = indexCities(cities);
  const memo = new Map<string, Part>();
  const read = (part: string): Part => {
    const known = memo.get(part);
    if (known !== undefined) return known;
    const found = readPart(part, index);
    if (memo.size >= MEMO_SIZE) memo.clear();
    memo.set(part, found);
    return found;
  };
  return (written) => {
    const texts = (typeof written === 'string' ? [written] : (written ?? []))
      .map((text) => cleanLine(text))
      .filter((text) => text !== null);
    const parts = texts
      .flatMap((text) => text.split(/[;|]/, MAX_PLACES))
      .map((part) => clip(part.trim(), MAX_TEXT))
      .filter(Boolean)
      .slice(0, MAX_PLACES);
    const found = parts.map(read);
    return {
      placeText: cut(texts.join('; '), MAX_TEXT) || null,
      placeIds: [...new Set(found.flatMap(({ ids }) => ids))],
      cityKey: found.find(({ unknown }) => unknown !== null)?.unknown ?? null,
      remote: found.some(({ remote }) => remote),
      abroad: found.some(({ abroad }) => abroad),
    };
  };
}

/** One place of several. */
interface Part {
  ids: readonly number[];
  unknown: string | null;
  remote: boolean;
  abroad: boolean;
}

interface Index {
  byName: ReadonlyMap<string, readonly City[]>;
  regions: ReadonlySet<string>;
}

const MEMO_SIZE = 20_000;
// A vacancy for a whole chain names hundreds of shops; more than a hundred cities tell a reader nothing.
const MAX_PLACES = 100;
// The address of one place. What is longer is no address: a megabyte of brackets would keep these patterns for hours.
const MAX_TEXT = 300;
const MAX_KEY = 100;
const ELSEWHERE = '(elsewhere)';
// A comma inside brackets («Бородино (Можайский округ, Московская область)») ends no part; they may hold brackets.
const BRACKETED = /\((?:[^()]|\([^()]*\))*\)/g;
const INNER_COMMA = '\u0001';
const BRACKETS = /\s*\(.*\)$/;
const ANYWHERE_IN = /^Remote \(.*\)$/;
const OUTNUMBERS = 3;
// Of small towns nobody can say which is meant, whichever is the larger (Приморск).
const TOWN = 20_000;
const NOTHING: Part = { ids: [], unknown: null, remote: false, abroad: false };
const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim();

function indexCities(cities: readonly City[]): Index {
  const byName = new Map<string, City[]>();
  for (const city of cities.toSorted((a, b) => b.population - a.population)) {
    const name = foldCity(city.name);
    byName.set(name, [...(byName.get(name) ?? []), city]);
  }
  return { byName, regions: new Set(cities.map(({ region }) => regionKey(region) ?? foldCity(region))) };
}

function readPart(part: string, index: Index): Part {
  const remote = saysRemote(part);
  // Where candidates may live is no place of work («Remote (Europe / Moscow / UK)», see `remotePlace`).
  if (ANYWHERE_IN.test(part)) return { ...NOTHING, remote };
  const segments = part
    .replace(/\(([^)]*)\)/g, (brackets) => (saysRemote(brackets) ? '' : brackets))
    .replace(BRACKETED, (brackets) => brackets.replaceAll(',', INNER_COMMA))
    .split(',')
    .map((segment) => segment.replaceAll(INNER_COMMA, ','))
    .flatMap((segment) => (saysRemote(segment) ? besideRemote(segment) : segment))
    .map(tidy)
    .filter((segment) => segment !== '' && !namesNothing(segment));
  if (segments.some((segment) => isRussia(segment) === false)) return { ...readAbroad(segments), remote };
  return { ...readSegments(segments, index), remote };
}

function readAbroad(segments: string[]): Part {
  const city = segments.find((segment) => isRussia(segment) === null && regionKey(segment) === null);
  return { ...NOTHING, unknown: city === undefined ? null : keyOf(city), abroad: true };
}

/** The first segment that is neither country, region nor district decides; a mere list of cities means all of them. */
function readSegments(segments: string[], index: Index): Part {
  const region = segments.map((segment) => knownRegion(segment, index)).find((key) => key !== null) ?? null;
  for (const segment of segments) {
    const first = citiesIn(segment, region, index);
    if (first.length > 0) return { ...NOTHING, ids: idsOf(listOf(segments, index) ?? first) };
    const above =
      isRussia(segment) !== null ||
      knownRegion(segment, index) !== null ||
      isNoCity(segment.replace(BRACKETS, ''));
    if (!above) return { ...NOTHING, unknown: keyOf(segment) };
  }
  return NOTHING;
}

function listOf(segments: string[], index: Index): City[] | null {
  const each = segments.map((segment) => citiesIn(segment, null, index));
  return segments.length > 1 && each.every((cities) => cities.length > 0) ? each.flat() : null;
}

/** The cities that one segment names, none where it names something else. */
function citiesIn(segment: string, region: string | null, index: Index): readonly City[] {
  const { name, small } = bareName(segment);
  if (small) return [];
  const [before, brackets] = splitBrackets(name);
  const key = foldCity(before);
  if (brackets === '') {
    if (region === null && isSharedElsewhere(key)) return [];
    const bearers = index.byName.get(knownAs(key));
    return bearers === undefined ? citiesJoined(before, index) : choose(bearers, region);
  }
  return choose(index.byName.get(key) ?? [], regionInBrackets(brackets, index));
}

/** «Троицк (Челябинская область)» → its name and what stands in the brackets that end it; '' for none. */
function splitBrackets(name: string): [string, string] {
  const open = name.indexOf('(', 1);
  if (open < 0 || !name.endsWith(')') || open > name.length - 3) return [name, ''];
  return [name.slice(0, open).trimEnd(), name.slice(open + 1, -1)];
}

/** The region that brackets name; ELSEWHERE where they name one, or a district, that the catalogue has no cities of. */
function regionInBrackets(brackets: string, index: Index): string | null {
  const parts = brackets.split(',').map(tidy);
  const regions = parts.map((part) => knownRegion(part, index) ?? knownRegion(`${part} обл`, index));
  const elsewhere = parts.some(
    (part, i) =>
      regions[i] === null && (isNoCity(part) || regionKey(part) !== null || isRussia(part) === false),
  );
  return elsewhere ? ELSEWHERE : (regions.find((key) => key !== null) ?? null);
}

/** «Москва и Санкт-Петербург», «Москва/Казань», «Санкт-Петербург и ЛО». */
function citiesJoined(text: string, index: Index): readonly City[] {
  const pieces = text.split(/\s+и\s+|\s*\/\s*/i).map(tidy);
  if (pieces.length < 2) return [];
  const cities = pieces.map((piece) => index.byName.get(nameOf(piece)));
  const understood = pieces.every(
    (piece, i) =>
      cities[i] !== undefined || foldCity(piece) === 'область' || knownRegion(piece, index) !== null,
  );
  return understood ? cities.flatMap((bearers) => (bearers === undefined ? [] : choose(bearers, null))) : [];
}

const nameOf = (piece: string): string => {
  const key = foldCity(bareName(piece).name);
  return knownAs(key);
};

function choose(bearers: readonly City[], region: string | null): readonly City[] {
  const [first, second] = bearers;
  if (first === undefined || region === ELSEWHERE) return [];
  const near = bearers.filter((city) => regionKey(city.region) === region);
  if (region !== null && near.length > 0) return near;
  // Москва is in «Московская область» for many a feed, and regions of its own have no key.
  if (region !== null && regionKey(first.region) !== null) return [];
  const outnumbers = first.population >= OUTNUMBERS * (second?.population ?? 0);
  return second === undefined || (outnumbers && first.population >= TOWN) ? [first] : bearers;
}

/** The key of a region of the catalogue, or null. */
function knownRegion(text: string, { regions }: Index): string | null {
  const key = regionKey(text);
  return key !== null && regions.has(key) ? key : null;
}

const keyOf = (segment: string): string | null =>
  clip(cityKey(bareName(segment).name.replace(BRACKETS, '')), MAX_KEY) || null;
const idsOf = (cities: readonly City[]): number[] => cities.map(({ id }) => id);
