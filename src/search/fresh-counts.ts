import { canon, key } from '../language/canon.js';
import type { ReadSearch } from '../language/read-search.js';
import type { Counts, Facets } from './counts.js';
import { facetsOf } from './fresh/fresh-facets.js';
import type { FreshIndex } from './fresh/fresh-index.js';
import { idOf, leadersOf } from './fresh/leaders.js';
import { countNews, type NewsPeriod, newsOf } from './fresh/news.js';
import { scaled } from './sql-counts.js';
import { inTitle } from './title-only.js';

const DAY_MICROS = 24 * 3600 * 1_000_000;

/**
 * Counts by the fresh index: the same numbers as Postgres', in a millisecond. `otherwise` is asked while there is no
 * index, and for what it does not reach back to.
 */
export function freshCounts(current: () => FreshIndex | null, otherwise: Counts): Counts {
  const whole = (): FreshIndex | null => (current()?.complete ? current() : null);
  const recent = (now: Date): FreshIndex | null => {
    const index = current();
    return index !== null && (index.since ?? 0) <= now.getTime() * 1000 - 28 * DAY_MICROS ? index : null;
  };
  return {
    perWeek: async (reads, now) => {
      const index = recent(now);
      if (index === null) return otherwise.perWeek(reads, now);
      const { weeks, ...period } = periodOf(index, now);
      return reads.map((read) =>
        read.refused === null ? Math.round(countNews(index, read, period) / weeks) : null,
      );
    },
    open: async (reads) => {
      const index = whole();
      if (index === null) return otherwise.open(reads);
      return reads.map((read) => (read.refused?.code === 'stop-only' ? null : clustersOf(index, read)));
    },
    facets: async (read, now) => {
      const index = recent(now);
      if (index === null || read.refused !== null) return otherwise.facets(read, now);
      return freshFacets(index, read, now);
    },
    newest: async (read, limit) => {
      const index = whole();
      if (index === null || read.refused !== null) return otherwise.newest(read, limit);
      return newestOf(index, read, limit);
    },
  };
}

function clustersOf(index: FreshIndex, read: ReadSearch): number {
  const seen = new Uint8Array(index.clusters);
  let n = 0;
  index.each(read, ({ clusters }, doc) => {
    n += 1 - seen[clusters[doc]!]!;
    seen[clusters[doc]!] = 1;
  });
  return n;
}

function freshFacets(index: FreshIndex, read: ReadSearch, now: Date): Facets {
  const { weeks, ...period } = periodOf(index, now);
  const facets = facetsOf(newsOf(index, read, period));
  const titled =
    read.ast === null
      ? facets.perWeek
      : countNews(index, { ...read, textKey: key(canon(inTitle(read.ast))) }, period);
  return scaled({ ...facets, inTitle: titled }, weeks);
}

/** Of each cluster its representative, the cluster first seen last first. */
function newestOf(index: FreshIndex, read: ReadSearch, limit: number): string[] {
  return leadersOf(index, read)
    .leaders.map((leader) => ({ firstSeen: leader.firstSeen, id: idOf(leader) }))
    .sort((a, b) => b.firstSeen - a.firstSeen || b.id - a.id)
    .slice(0, limit)
    .map(({ id }) => String(id));
}

/** The last 28 days, or the last 7 while no vacancy is older than 28. */
function periodOf({ oldest }: FreshIndex, now: Date): NewsPeriod & { weeks: number } {
  const micros = now.getTime() * 1000;
  const month = micros - 28 * DAY_MICROS;
  return oldest !== null && oldest <= month
    ? { from: month, since: month, now: micros, weeks: 4 }
    : { from: month, since: micros - 7 * DAY_MICROS, now: micros, weeks: 1 };
}
