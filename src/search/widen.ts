import type { EntityManager } from 'typeorm';
import type { Filters } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import { openFitsSql } from './fits.sql.js';
import type { SearchRequest } from './search-request.js';

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

/** How many clusters would fit if only this wish were given up. */
export interface Widening {
  wish: Wish;
  total: number;
}

/** What to give up when nothing fits: each wish alone, only those that then bring something, the smallest step first. */
export async function suggestWidening(tx: EntityManager, request: SearchRequest): Promise<Widening[]> {
  const found: Widening[] = [];
  for (const wish of wishesOf(request)) {
    const total = await count(tx, without(request, wish));
    if (total > 0) found.push({ wish, total });
  }
  return found.sort((a, b) => a.total - b.total);
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

/** The same request with one wish given up. */
export function without(request: SearchRequest, wish: Wish): SearchRequest {
  if (wish === 'text') return { ...request, query: '' };
  return { ...request, filters: { ...request.filters, ...GIVEN_UP[wish] } };
}

function wishesOf({ query, filters }: SearchRequest): Wish[] {
  const asked = (Object.keys(GIVEN_UP) as (keyof typeof GIVEN_UP)[]).filter((wish) =>
    (Object.keys(GIVEN_UP[wish]) as (keyof Filters)[]).some((name) => asks(filters[name])),
  );
  return asked.length > 0 && query.trim() !== '' ? [...asked, 'text'] : asked;
}

const asks = (value: Filters[keyof Filters] | undefined): boolean =>
  Array.isArray(value) ? value.length > 0 : Boolean(value);

async function count(tx: EntityManager, request: SearchRequest): Promise<number> {
  const fits = openFitsSql(readSearch(request));
  const rows: { total: number }[] = await tx.query(
    `select count(distinct v.cluster_id)::int as total from vacancy v where ${fits.text}`,
    fits.values,
  );
  return rows[0]?.total ?? 0;
}
