import type { Asked, FreshIndex, Part } from './fresh-index.js';

/** A cluster that an alert would have brought, with all of its members that fit. */
export type NewsCluster = { part: Part; doc: number }[];

/** Microseconds since 1970: what was first seen in (from, now] is looked at, and a cluster counts from `since` on. */
export interface NewsPeriod {
  from: number;
  since: number;
  now: number;
}

/** The clusters of the period, open or closed: closed ones were news too. */
export function newsOf(index: FreshIndex, asked: Asked, period: NewsPeriod): NewsCluster[] {
  /** The number of each cluster's members + 1; -1: the cluster is older than the period. */
  const byCluster = new Int32Array(index.clusters);
  const news: NewsCluster[] = [];
  eachSeen(index, { ...period, asked }, (part, doc, isOld) => {
    const cluster = part.clusters[doc]!;
    const known = byCluster[cluster]!;
    if (known > 0) {
      if (isOld) news[known - 1] = [];
      else news[known - 1]!.push({ part, doc });
    }
    if (isOld) byCluster[cluster] = -1;
    else if (known === 0) byCluster[cluster] = news.push([{ part, doc }]);
  });
  return news.filter((members) => members.length > 0);
}

/** How many they are. */
export function countNews(index: FreshIndex, asked: Asked, period: NewsPeriod): number {
  const states = new Uint8Array(index.clusters);
  let n = 0;
  eachSeen(index, { ...period, asked }, ({ clusters }, doc, isOld) => {
    const cluster = clusters[doc]!;
    const state = states[cluster]!;
    if (isOld && state === NEW) n--;
    if (!isOld && state === UNSEEN) n++;
    if (isOld) states[cluster] = OLD;
    else if (state === UNSEEN) states[cluster] = NEW;
  });
  return n;
}

const UNSEEN = 0;
const NEW = 1;
const OLD = 2;

function eachSeen(
  index: FreshIndex,
  { asked, from, since, now }: NewsPeriod & { asked: Asked },
  visit: (part: Part, doc: number, isOld: boolean) => void,
): void {
  index.each(
    asked,
    (part, doc) => {
      const firstSeen = part.segment.facts.firstSeen[doc]!;
      if (firstSeen > from && firstSeen <= now) visit(part, doc, firstSeen <= since);
    },
    { closedToo: true },
  );
}
