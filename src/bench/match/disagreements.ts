import type { DataSource } from 'typeorm';
import { groupBy } from '../../kit/group-by.js';
import { matchedSums, matchRows } from './disagreements.sql.js';
import type { Found } from './found.sql.js';
import type { Tally } from './percolator/percolator.js';

/** How what we matched compares with what somebody else found. */
export interface Compared {
  /** Pairs of a search and a vacancy about which both said yes or no. */
  pairs: number;
  /** Pairs about which they differ; a list in another order counts as one. */
  disagreements: number;
  /** Ids of the first searches that differ. */
  examples: string[];
}

const MOST_EXAMPLES = 5;

/** Compares totals and newest ids of `searchIds`; `found` has `kept` ids of each at most, and no row where it has none. */
export async function compareLists(
  db: DataSource,
  {
    searchIds,
    found,
    kept,
    vacancies,
  }: { searchIds: string[]; found: Found[]; kept: number; vacancies: number },
): Promise<Compared> {
  const ours = groupBy(await matchRows(db, searchIds), (row) => row.search_id);
  const theirs = new Map(found.map((row) => [row.search_id, row]));
  const unique = [...new Set(searchIds)];
  return compared(unique, vacancies, (id) => differenceOf(ours.get(id) ?? [], theirs.get(id), kept));
}

/** Several runs may have found parts; only the newest of what each found are kept. */
function differenceOf(ours: readonly Found[], theirs: Found | undefined, kept: number): number {
  const total = ours.reduce((sum, row) => sum + row.total, 0);
  const counted = Math.abs(total - (theirs?.total ?? 0));
  const cut = ours.findIndex((row) => row.vacancy_ids.length < row.total);
  const ids = (cut === -1 ? ours : ours.slice(0, cut + 1)).flatMap((row) => row.vacancy_ids);
  const both = Math.min(kept, cut === -1 ? total : ids.length);
  return Math.max(counted, listDifference(ids.slice(0, both), (theirs?.vacancy_ids ?? []).slice(0, both)));
}

function listDifference(ours: readonly string[], theirs: readonly string[]): number {
  if (ours.join() === theirs.join()) return 0;
  const known = new Set(ours);
  const common = theirs.filter((id) => known.has(id)).length;
  return Math.max(1, ours.length - common, theirs.length - common);
}

/** Compares counts and sums of all searches over the vacancies that the percolator saw, all or a sample. */
export async function compareSums(
  db: DataSource,
  {
    searchIds,
    tally,
    seen,
    vacancies,
  }: { searchIds: string[]; tally: Tally; seen: number[]; vacancies: number },
): Promise<Compared> {
  const ours = new Map((await matchedSums(db, seen)).map((row) => [row.search_id, row]));
  const all = seen.length === vacancies;
  // Of what was cut a sample says nothing.
  const places = searchIds.map((id, at) => ({ id, at, row: ours.get(id) }));
  const comparable = places.filter(({ row }) => all || row === undefined || row.kept === row.total);
  const differences = new Map(
    comparable.map(({ id, at, row }) => {
      const count = tally.counts[at]!;
      if (row === undefined) return [id, count];
      if (row.kept < row.total) return [id, Math.abs(row.total - count)];
      const same = row.sum === tally.sums[at] && row.mix === tally.mixes[at];
      return [id, Math.max(Math.abs(row.seen - count), same ? 0 : 1)];
    }),
  );
  return compared([...differences.keys()], seen.length, (id) => differences.get(id)!);
}

function compared(
  searchIds: readonly string[],
  vacancies: number,
  differenceOf: (id: string) => number,
): Compared {
  const result: Compared = { pairs: searchIds.length * vacancies, disagreements: 0, examples: [] };
  for (const id of searchIds) {
    const difference = differenceOf(id);
    result.disagreements += difference;
    if (difference > 0 && result.examples.length < MOST_EXAMPLES) result.examples.push(id);
  }
  return result;
}
