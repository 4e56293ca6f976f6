import type { Filters } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import { countSteps, type EstimateTools, type Step, withFilters } from './estimate-tools.js';
import { fewerWords } from './fewer-words.js';
import { nearbyCities } from './nearby.sql.js';
import { MOST_CITIES, type SearchRequest } from './search-request.js';

/** One wish that can be given up; pages name each in their own words. */
export type Wish =
  | 'text'
  | 'cities'
  | 'pay'
  | 'experience'
  | 'schedule'
  | 'employment'
  | 'without'
  | 'employers'
  | 'agencies';

/**
 * A wish given up, one word fewer, another name of the profession, a neighbouring city added, or all of them (`value`
 * is their number).
 */
export type Widening = Step<Wish | 'word' | 'synonym' | 'near' | 'allNear'>;

const MOST_OF_A_KIND = 3;
/** Names and cities around that are tried. */
const MOST_TRIED = 12;

/** Ways to make a search find something where nothing fits now: each step alone, only those that then do, the smallest first. */
export async function widenBy(tools: EstimateTools, request: SearchRequest): Promise<Widening[]> {
  const count = (steps: readonly Omit<Widening, 'n'>[]) => countSteps(steps, request, tools.counts.open);
  const wishes = wishesOf(request).map((by) => ({ by, value: null, request: without(request, by) }));
  const found = await count([...wordSteps(tools, request), ...wishes]);
  // What no city has, no neighbouring city has.
  const around = found.some(({ by }) => by === 'cities') ? await count(await citySteps(tools, request)) : [];
  const [of, all] = [ofKind(found), ofKind(around)];
  const cities = all('near')
    .toSorted((a, b) => b.n - a.n)
    .slice(0, MOST_OF_A_KIND);
  return smallestFirst([
    ...cities,
    // One city that brings everything says it already.
    ...(cities.length > 1 ? all('allNear') : []),
    ...smallestFirst(of('word')).slice(0, MOST_OF_A_KIND),
    ...of('synonym').slice(0, MOST_OF_A_KIND),
    ...found.filter(({ by }) => by !== 'word' && by !== 'synonym'),
  ]);
}

const smallestFirst = (steps: readonly Widening[]): Widening[] => steps.toSorted((a, b) => a.n - b.n);

const ofKind = (steps: readonly Widening[]) => (kind: Widening['by']) =>
  steps.filter(({ by }) => by === kind);

/** A word fewer, and other names of what the words name. */
function wordSteps({ synonyms }: EstimateTools, request: SearchRequest): Omit<Widening, 'n'>[] {
  const fewer = fewerWords(request.query).map(({ query, word }) => ({
    by: 'word' as const,
    value: word,
    request: { ...request, query },
  }));
  const others = synonyms(request.query)
    .slice(0, MOST_TRIED)
    .map((query) => ({ by: 'synonym' as const, value: query, request: { ...request, query } }));
  return [...fewer, ...others];
}

const GIVEN_UP: Record<Exclude<Wish, 'text'>, Partial<Filters>> = {
  cities: { places: [], cityNames: [] },
  pay: { payFrom: null, onlyWithPay: false },
  experience: { experience: [] },
  schedule: { schedule: [] },
  employment: { employment: [] },
  without: { excludeWords: '' },
  employers: { excludeEmployers: [] },
  agencies: { noAgencies: false },
};

const without = (request: SearchRequest, wish: Wish): SearchRequest =>
  wish === 'text' ? { ...request, query: '' } : withFilters(request, GIVEN_UP[wish]);

function wishesOf({ query, filters }: SearchRequest): Wish[] {
  const asked = (Object.keys(GIVEN_UP) as (keyof typeof GIVEN_UP)[]).filter((wish) =>
    (Object.keys(GIVEN_UP[wish]) as (keyof Filters)[]).some((name) => asks(filters[name])),
  );
  // Without words only a place is left to ask for.
  const spareText = query.trim() !== '' && readSearch(without({ query, filters }, 'text')).refused === null;
  return spareText ? [...asked, 'text'] : asked;
}

const asks = (value: Filters[keyof Filters] | undefined): boolean =>
  Array.isArray(value) ? value.length > 0 : Boolean(value);

/** A city more for each of those around, and all of them together. */
async function citySteps({ db }: EstimateTools, request: SearchRequest): Promise<Omit<Widening, 'n'>[]> {
  const { places = [], cityNames = [] } = request.filters;
  const room = Math.max(0, MOST_CITIES - places.length - cityNames.length);
  const around = await nearbyCities(db, places, Math.min(room, MOST_TRIED));
  const and = (ids: number[]) => withFilters(request, { places: [...places, ...ids] });
  const all = around.map(({ id }) => id);
  return [
    ...around.map(({ id, label }) => ({ by: 'near' as const, value: label, request: and([id]) })),
    ...(all.length > 1 ? [{ by: 'allNear' as const, value: all.length, request: and(all) }] : []),
  ];
}
