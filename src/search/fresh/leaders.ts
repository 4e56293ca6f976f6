import type { Node } from '../../language/ast.js';
import { key } from '../../language/canon.js';
import { DAY_MS, RANK, rankQueries, whereDays } from '../../language/rank.js';
import type { ReadSearch } from '../../language/read-search.js';
import { type Copied, standsBefore } from '../../language/representative.js';
import type { FreshIndex, Part } from './fresh-index.js';
import { NO_NUMBER } from './segment.js';

/** A cluster that fits, by the one of its fitting members that stands for it. */
export interface Leader {
  part: Part;
  doc: number;
  /** The score without the present moment in it, in milliseconds: see `scoreAt`. */
  points: number;
  /** When the first of its fitting members was first seen, in microseconds since 1970. */
  firstSeen: number;
}

/** The clusters of the open vacancies that fit, and how many vacancies there are. */
export function leadersOf(index: FreshIndex, read: ReadSearch): { leaders: Leader[]; vacancies: number } {
  const rank = ranking(index, read);
  /** The number of each cluster's leader + 1. */
  const byCluster = new Int32Array(index.clusters);
  const leaders: Leader[] = [];
  let vacancies = 0;
  index.each(read, (part, doc) => {
    vacancies++;
    const firstSeen = part.segment.facts.firstSeen[doc]!;
    const cluster = part.clusters[doc]!;
    const known = leaders[byCluster[cluster]! - 1];
    if (known === undefined) {
      byCluster[cluster] = leaders.push({ part, doc, points: 0, firstSeen });
      return;
    }
    known.firstSeen = Math.min(known.firstSeen, firstSeen);
    if (!standsBefore(copyOf({ part, doc }), copyOf(known))) return;
    known.part = part;
    known.doc = doc;
  });
  const ranked = new Map<Part, (doc: number) => number>();
  for (const leader of leaders) {
    const { part, doc } = leader;
    const pointsOf = ranked.get(part) ?? rank(part);
    ranked.set(part, pointsOf);
    leader.points = pointsOf(doc);
  }
  return { leaders, vacancies };
}

/** `scoreOf` of language/rank.ts at an instant. */
export const scoreAt = ({ points }: Pick<Leader, 'points'>, now: Date): number =>
  (points - now.getTime()) / (RANK.point * DAY_MS);

/** Best first; of two that are equal the younger id. */
export function isBetter(a: Omit<Leader, 'firstSeen'>, b: Omit<Leader, 'firstSeen'>): boolean {
  return a.points !== b.points ? a.points > b.points : idOf(a) > idOf(b);
}

const copyOf = ({ part, doc }: Pick<Leader, 'part' | 'doc'>): Copied => ({
  id: part.segment.facts.id[doc]!,
  standing: part.segment.facts.standing[doc]!,
});

export const idOf = ({ part, doc }: Pick<Leader, 'part' | 'doc'>): number => part.segment.facts.id[doc]!;

/** The best `most` in order; quicker than sorting where few of many are wanted. */
export function best(leaders: readonly Leader[], most: number): Leader[] {
  const chosen: Leader[] = [];
  for (const leader of leaders) {
    if (chosen.length === most && !isBetter(leader, chosen.at(-1)!)) continue;
    let [low, high] = [0, chosen.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBetter(leader, chosen[middle]!)) high = middle;
      else low = middle + 1;
    }
    chosen.splice(low, 0, leader);
    if (chosen.length > most) chosen.pop();
  }
  return chosen;
}

/** The ranking rule (docs/ranking.md) for one search, part by part, as milliseconds of freshness. */
function ranking(index: FreshIndex, { ast, filters }: ReadSearch): (part: Part) => (doc: number) => number {
  const queries = rankQueries(ast);
  const ask = (node: Node) => index.tests(key(node));
  const tests = queries && {
    allInTitle: ask(queries.allInTitle),
    allNamed: ask(queries.allNamed),
    someInTitle: ask(queries.someInTitle),
  };
  const atPlace = placeTest(filters);
  return (part) => {
    const { firstSeen, pay } = part.segment.facts;
    const [allInTitle, allNamed, someInTitle] = ['allInTitle', 'allNamed', 'someInTitle'].map((name) =>
      tests?.[name as keyof typeof tests].get(part),
    );
    const where = (doc: number): number =>
      whereDays({ allInTitle: allInTitle!(doc), allNamed: allNamed!(doc), someInTitle: someInTitle!(doc) });
    return (doc) => {
      const days =
        (allInTitle === undefined ? 0 : where(doc)) +
        (pay[doc] === NO_NUMBER ? 0 : RANK.pay) +
        (atPlace(part, doc) ? RANK.place : 0);
      return days * DAY_MS + Math.round(firstSeen[doc]! / 1000);
    };
  };
}

/** Whether a vacancy's first city, or the name it goes by, is among those asked for. */
function placeTest({
  places = [],
  cityNames = [],
}: ReadSearch['filters']): (part: Part, doc: number) => boolean {
  if (places.length + cityNames.length === 0) return () => false;
  const [wanted, names] = [new Set(places), new Set(cityNames)];
  return ({ segment }, doc) => {
    const { starts, codes, names: known } = segment.places;
    const [from, to] = [starts[doc]!, starts[doc + 1]!];
    if (from === to) return false;
    if (codes[from]! >= 0 && wanted.has(codes[from]!)) return true;
    // A name comes last.
    const last = codes[to - 1]!;
    return last < 0 && names.has(known[-1 - last]!);
  };
}
