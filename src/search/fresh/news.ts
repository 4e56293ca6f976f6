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
export function newsOf(index: FreshIndex, asked: Asked, { from, since, now }: NewsPeriod): NewsCluster[] {
  const byCluster = new Map<number, NewsCluster>();
  const old = new Set<number>();
  index.each(
    asked,
    (part, doc) => {
      const firstSeen = part.segment.facts.firstSeen[doc]!;
      if (firstSeen <= from || firstSeen > now) return;
      const cluster = part.clusters[doc]!;
      if (firstSeen <= since) old.add(cluster);
      const known = byCluster.get(cluster);
      if (known === undefined) byCluster.set(cluster, [{ part, doc }]);
      else known.push({ part, doc });
    },
    { closedToo: true },
  );
  for (const cluster of old) byCluster.delete(cluster);
  return [...byCluster.values()];
}
