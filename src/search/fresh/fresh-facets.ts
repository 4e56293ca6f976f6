import type { Facet, Facets } from '../counts.js';
import { eachPlace } from './fresh-overview.js';
import type { NewsCluster } from './news.js';
import { NO_NUMBER } from './segment.js';
import { TRAITS, type TraitName } from './traits.js';

const MOST_PLACES = 10;
const MOST_EMPLOYERS = 5;
const STEP = 10_000;
const QUARTILES = [0.25, 0.5, 0.75];

/** The facets of an alert in clusters of the whole period: counts.sql.ts has the definitions, a test holds the two. */
export function facetsOf(news: readonly NewsCluster[]): Omit<Facets, 'inTitle'> {
  const places = new Map<number, number>();
  const employers = new Map<number, number>();
  const traits = new Map<number, number>();
  for (const members of news) {
    for (const id of valuesOf(members, eachPlace)) count(places, id);
    for (const id of valuesOf(members, eachEmployer)) count(employers, id);
    const bits = members.reduce((all, { part, doc }) => all | part.segment.facts.traits[doc]!, 0);
    for (let left = bits; left !== 0; left &= left - 1) count(traits, 31 - Math.clz32(left & -left));
  }
  return {
    perWeek: news.length,
    places: byCount(places, MOST_PLACES).map(([id, n]) => ({ id, n })),
    experience: ofTrait('experience', traits),
    schedule: ofTrait('schedule', traits),
    employment: ofTrait('employment', traits),
    employers: byCount(employers, MOST_EMPLOYERS).map(([id, n]) => ({ id, n })),
    pay: payOf(news),
    withPay: news.filter((members) => bestPay(members) !== NO_NUMBER).length,
  };
}

/** Different values of a cluster's members: each counts once. */
function valuesOf(
  members: NewsCluster,
  each: (part: NewsCluster[number]['part'], doc: number, visit: (value: number) => void) => void,
): Set<number> {
  const values = new Set<number>();
  for (const { part, doc } of members) each(part, doc, (value) => values.add(value));
  return values;
}

function eachEmployer(
  { segment }: NewsCluster[number]['part'],
  doc: number,
  visit: (id: number) => void,
): void {
  const employer = segment.facts.employer[doc]!;
  if (employer !== NO_NUMBER) visit(employer);
}

function ofTrait<Value extends string>(
  name: TraitName,
  counts: ReadonlyMap<number, number>,
): Facet<'value', Value>[] {
  const { values, at } = TRAITS[name];
  return values
    .map((value, i) => ({ value: value as string as Value, n: counts.get(at + i) ?? 0 }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n || (a.value < b.value ? -1 : 1));
}

/** Thresholds at the quartiles of what clusters pay at best; who states no pay passes each, as the filter has it. */
function payOf(news: readonly NewsCluster[]): Facets['pay'] {
  const stated = Int32Array.from(news.map(bestPay).filter((pay) => pay !== NO_NUMBER)).sort();
  const thresholds = new Set(
    QUARTILES.map((share) => stated[Math.max(0, Math.ceil(share * stated.length) - 1)] ?? 0).map(
      (pay) => Math.trunc(pay / STEP) * STEP,
    ),
  );
  return [...thresholds]
    .filter((from) => from > 0)
    .map((from) => ({ from, n: news.filter((members) => paysFrom(members, from)).length }))
    .filter(({ n }) => n > 0);
}

const bestPay = (members: NewsCluster): number =>
  members.reduce((best, { part, doc }) => Math.max(best, part.segment.facts.pay[doc]!), NO_NUMBER);

const paysFrom = (members: NewsCluster, from: number): boolean =>
  members.some(({ part, doc }) => {
    const pay = part.segment.facts.pay[doc]!;
    return pay === NO_NUMBER || pay >= from;
  });

const count = (counts: Map<number, number>, value: number): void => {
  counts.set(value, (counts.get(value) ?? 0) + 1);
};

const byCount = (counts: ReadonlyMap<number, number>, most: number): [value: number, n: number][] =>
  [...counts].sort(([a, n], [b, m]) => m - n || a - b).slice(0, most);
