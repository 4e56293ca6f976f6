import type { ReadSearch } from '../../language/read-search.js';
import type { CityFigures, Overview } from '../overview.sql.js';
import type { FreshIndex, Part } from './fresh-index.js';
import { best, idOf, type Leader, leadersOf, scoreAt } from './leaders.js';
import { NO_NUMBER } from './segment.js';

/** What `selectOverview` tells, from memory and without the names of employers and cities. */
export interface FreshOverview extends Omit<Overview, 'employers' | 'cities'> {
  employers: Omit<Overview['employers'][number], 'name'>[];
  cities: Omit<CityFigures, 'label'>[];
}

export interface OverviewOf {
  now: Date;
  weekAgo: Date;
  monthAgo: Date;
  limit: number;
  offset: number;
}

const MOST_LISTED = 8;

/** The same answer as one scan of what fits in Postgres: overview.sql.ts has the definitions, a test holds the two. */
export function freshOverview(index: FreshIndex, read: ReadSearch, asked: OverviewOf): FreshOverview {
  const { now, weekAgo, monthAgo, limit, offset } = asked;
  const { leaders, vacancies } = leadersOf(index, read);
  const page = best(leaders, offset + limit).slice(offset);
  return {
    total: leaders.length,
    vacancies,
    newThisWeek: leaders.filter(({ firstSeen }) => firstSeen > weekAgo.getTime() * 1000).length,
    ...payOf(leaders),
    employers: employersOf(leaders, monthAgo),
    cities: citiesOf(leaders),
    page: page.map((leader) => ({ id: String(idOf(leader)), score: scoreAt(leader, now) })),
  };
}

/** Figures of what the leaders state, in whole roubles as Postgres rounds them. */
function payOf(leaders: readonly Leader[]): Pick<FreshOverview, 'withPay' | 'mean' | 'median'> {
  const points = new Int32Array(leaders.length);
  let withPay = 0;
  let sum = 0;
  for (const { part, doc } of leaders) {
    const point = part.segment.facts.point[doc]!;
    if (point === NO_NUMBER) continue;
    points[withPay++] = point;
    sum += point;
  }
  if (withPay === 0) return { withPay, mean: null, median: null };
  return { withPay, mean: Math.round(sum / withPay), median: medianOf(points.subarray(0, withPay)) };
}

/** The middle one, or the mean of the middle two: a half goes to the even number, as `round` of a float8 has it. */
function medianOf(points: Int32Array): number {
  const sorted = points.slice().sort();
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  const exact = (sorted[middle - 1]! + sorted[middle]!) / 2;
  const floor = Math.floor(exact);
  return exact === floor ? exact : floor % 2 === 0 ? floor : floor + 1;
}

function employersOf(leaders: readonly Leader[], since: Date): FreshOverview['employers'] {
  const counts = new Map<number, number>();
  for (const { part, doc, firstSeen } of leaders) {
    const employer = part.segment.facts.employer[doc]!;
    if (employer === NO_NUMBER || firstSeen <= since.getTime() * 1000) continue;
    counts.set(employer, (counts.get(employer) ?? 0) + 1);
  }
  return topOf(counts).map(([id, vacancies]) => ({ id, vacancies }));
}

function citiesOf(leaders: readonly Leader[]): FreshOverview['cities'] {
  const counts = new Map<number, number>();
  for (const { part, doc } of leaders) {
    eachPlace(part, doc, (id) => counts.set(id, (counts.get(id) ?? 0) + 1));
  }
  const top = new Map<number, Leader[]>(topOf(counts).map(([id]) => [id, []]));
  for (const leader of leaders) eachPlace(leader.part, leader.doc, (id) => top.get(id)?.push(leader));
  return [...top].map(([id, own]) => ({ id, total: own.length, ...payOf(own) }));
}

/** The cities of a vacancy that the catalogue has. */
export function eachPlace({ segment }: Part, doc: number, visit: (id: number) => void): void {
  const { starts, codes } = segment.places;
  for (let at = starts[doc]!; at < starts[doc + 1]!; at++) if (codes[at]! >= 0) visit(codes[at]!);
}

/** The most first; of equals the smaller id. */
const topOf = (counts: ReadonlyMap<number, number>): [id: number, n: number][] =>
  [...counts].sort(([a, n], [b, m]) => m - n || a - b).slice(0, MOST_LISTED);
