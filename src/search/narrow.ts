import { EMPLOYMENT, EXPERIENCE, SCHEDULE } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import type { Facets } from './counts.js';
import { countSteps, type EstimateTools, type Step, withFilters } from './estimate-tools.js';
import { cityLabels, employerNames } from './places.js';
import type { SearchRequest } from './search-request.js';
import { titleOnlyQuery } from './title-only.js';

/** `employer`: without the one that brings the most. */
export type Narrowing = Step<
  'title' | 'city' | 'experience' | 'schedule' | 'employment' | 'pay' | 'withPay' | 'employer'
>;

/** What of it a step may leave to be felt: one that is chosen by who a person is, and one that anybody could take. */
const FELT = { chosen: 0.9, taken: 0.67 };
/** An employer with less of it is one of many. */
const LARGE_SHARE = 0.2;
/** Values of one filter, and filters: the best of a few can be chosen at a glance. */
const MOST_VALUES = 3;
const MOST_KINDS = 4;

/**
 * Ways to make a search bring less: filters that it does not use yet, and the words in titles alone. First the filter
 * whose commonest value leaves the least: whatever a person chooses there, it brings it down. None where it took too long.
 */
export async function narrowBy(
  tools: EstimateTools,
  request: SearchRequest,
  now: Date,
): Promise<Narrowing[]> {
  const facets = await tools.counts.facets(readSearch(request), now);
  if (facets === null) return [];
  const labels = await cityLabels(
    tools.db,
    facets.places.map(({ id }) => id),
  );
  const groups = [
    titleGroup(facets, request),
    cityGroup(facets, request, labels),
    ...(['experience', 'schedule', 'employment'] as const).map((by) => valueGroup(by, facets, request)),
    payGroup(facets, request),
    await employerGroup(tools, { facets, request }, now),
  ];
  return groups
    .filter(({ steps }) => steps.length > 0)
    .sort((a, b) => a.leaves - b.leaves)
    .slice(0, MOST_KINDS)
    .flatMap(({ steps }) => steps);
}

/** The steps by one filter, the most first, and how much of the search its commonest value leaves. */
interface Group {
  leaves: number;
  steps: Narrowing[];
}

function groupOf(
  steps: readonly Narrowing[],
  { perWeek }: Facets,
  kind: keyof typeof FELT = 'chosen',
): Group {
  const felt = steps.filter(({ n }) => n > 0 && n <= FELT[kind] * perWeek);
  return { leaves: Math.max(0, ...steps.map(({ n }) => n)), steps: felt.slice(0, MOST_VALUES) };
}

function titleGroup(facets: Facets, request: SearchRequest): Group {
  const query = titleOnlyQuery(request.query);
  if (query === null) return groupOf([], facets);
  const step = { by: 'title' as const, value: null, request: { ...request, query }, n: facets.inTitle };
  return groupOf([step], facets, 'taken');
}

/** Every city, or each of those that were asked for. */
function cityGroup(facets: Facets, request: SearchRequest, labels: ReadonlyMap<number, string>): Group {
  const { places = [], cityNames = [] } = request.filters;
  const anywhere = places.length + cityNames.length === 0;
  const steps = facets.places.flatMap(({ id, n }): Narrowing[] => {
    const value = labels.get(id);
    if (value === undefined || !(anywhere || places.includes(id))) return [];
    return [{ by: 'city', value, request: withFilters(request, { places: [id], cityNames: [] }), n }];
  });
  return groupOf(steps, facets);
}

/** In the order of the vocabulary. What is not known of a vacancy is nothing to choose it by. */
function valueGroup(
  by: 'experience' | 'schedule' | 'employment',
  facets: Facets,
  request: SearchRequest,
): Group {
  const asked: readonly string[] = request.filters[by] ?? [];
  const vocabulary: readonly string[] = {
    experience: EXPERIENCE,
    schedule: SCHEDULE,
    employment: EMPLOYMENT,
  }[by];
  const all = facets[by]
    .filter(({ value }) => asked.length === 0 || asked.includes(value))
    .map(({ value, n }) => ({ by, value, request: withFilters(request, { [by]: [value] }), n }));
  const known = all.filter(({ value }) => value !== 'unknown');
  const place = ({ value }: Narrowing): number => vocabulary.indexOf(String(value));
  return {
    leaves: groupOf(all, facets).leaves,
    steps: groupOf(known, facets).steps.toSorted((a, b) => place(a) - place(b)),
  };
}

function payGroup(facets: Facets, request: SearchRequest): Group {
  const { payFrom, onlyWithPay = false } = request.filters;
  const above = facets.pay
    .filter(({ from }) => from > (payFrom ?? 0))
    .map(
      ({ from, n }): Narrowing => ({
        by: 'pay',
        value: from,
        request: withFilters(request, { payFrom: from }),
        n,
      }),
    );
  const stated = withFilters(request, { onlyWithPay: true });
  const withPay: Narrowing[] = onlyWithPay
    ? []
    : [{ by: 'withPay', value: null, request: stated, n: facets.withPay }];
  return groupOf([...above, ...withPay], facets, 'taken');
}

async function employerGroup(
  { db, counts }: EstimateTools,
  { facets, request }: { facets: Facets; request: SearchRequest },
  now: Date,
): Promise<Group> {
  const [largest] = facets.employers;
  if (largest === undefined || largest.n < LARGE_SHARE * facets.perWeek) return groupOf([], facets);
  const [employer] = await employerNames(db, [largest.id]);
  if (employer === undefined) return groupOf([], facets);
  const excludeEmployers = [...(request.filters.excludeEmployers ?? []), largest.id];
  const changed = {
    by: 'employer' as const,
    value: employer.name,
    request: withFilters(request, { excludeEmployers }),
  };
  return groupOf(await countSteps([changed], request, (reads) => counts.perWeek(reads, now)), facets);
}
