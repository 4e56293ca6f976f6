import type { DataSource, EntityManager } from 'typeorm';
import type { ReadSearch } from '../language/read-search.js';
import { toTsquery } from '../language/tsquery.js';
import type { Counts, Facets } from './counts.js';
import { countNews, countOpen, selectFacets, selectNewest, selectPeriod } from './counts.sql.js';
import { quickly } from './quickly.js';
import { inTitle } from './title-only.js';

/** A page waits for all of its counts no longer than that, and for the last of them. */
const LIMIT_MS = 1500;

/** Counts by Postgres: exact, and as slow as the words are common. */
export const sqlCounts = (db: DataSource): Counts => ({
  perWeek: async (reads, now) =>
    inTime(db, reads, async (tx) => {
      const period = await selectPeriod(tx, now);
      return async (read) =>
        read.refused === null ? Math.round((await countNews(tx, read, period)) / period.weeks) : null;
    }),
  open: (reads) =>
    inTime(db, reads, async (tx) => (read) => (asksNothing(read) ? null : countOpen(tx, read))),
  facets: (read, now) => (read.refused === null ? quickly(db, (tx) => facets(tx, read, now)) : nothing),
  newest: (read, limit) =>
    read.refused === null ? quickly(db, (tx) => selectNewest(tx, read, limit)) : nothing,
});

const nothing = Promise.resolve(null);

// Words were written but none is left to look for: everything would "fit".
const asksNothing = ({ refused }: ReadSearch): boolean => refused?.code === 'stop-only';

type Count = (read: ReadSearch) => number | null | Promise<number | null>;

/** One after the other in one snapshot, as many as there is time for: fifty searches must not hold up a page. */
async function inTime(
  db: DataSource,
  reads: readonly ReadSearch[],
  begin: (tx: EntityManager) => Promise<Count>,
): Promise<(number | null)[]> {
  const counts: (number | null)[] = [];
  const began = performance.now();
  await quickly(db, async (tx) => {
    const count = await begin(tx);
    for (const read of reads) {
      if (performance.now() - began > LIMIT_MS) return;
      counts.push(await count(read));
    }
  });
  return reads.map((_, at) => counts[at] ?? null);
}

async function facets(tx: EntityManager, read: ReadSearch, now: Date): Promise<Facets> {
  const period = await selectPeriod(tx, now);
  const found = await selectFacets(tx, read, period);
  const titled =
    read.ast && (await countNews(tx, { ...read, tsquery: toTsquery(inTitle(read.ast)) }, period));
  return scaled({ ...found, inTitle: titled ?? found.perWeek }, period.weeks);
}

/** Facets of a period of some weeks as facets of one: what is there never becomes 0. */
export function scaled(facets: Facets, weeks: number): Facets {
  const aWeek = (n: number): number => (n === 0 ? 0 : Math.max(1, Math.round(n / weeks)));
  const each = <T extends { n: number }>(of: T[]): T[] => of.map((one) => ({ ...one, n: aWeek(one.n) }));
  return {
    perWeek: Math.round(facets.perWeek / weeks),
    places: each(facets.places),
    experience: each(facets.experience),
    schedule: each(facets.schedule),
    employment: each(facets.employment),
    employers: each(facets.employers),
    pay: each(facets.pay),
    withPay: aWeek(facets.withPay),
    inTitle: aWeek(facets.inTitle),
  };
}
