import { expect } from '@jest/globals';
import { type Filters, filterSql } from '../../../src/language/filters.js';
import { readSearch } from '../../../src/language/read-search.js';
import type { FreshIndex } from '../../../src/search/fresh/fresh-index.js';
import { WINDOW_DAYS } from '../../../src/search/fresh/index-window.js';
import type { TestDatabase } from '../../support/database.js';

const DAY = 86_400_000;
const QUESTIONS: [query: string, filters: Partial<Filters>][] = [
  ['', {}],
  ['повар', {}],
  ['пекарь -повар', {}],
  ['', { places: [1] }],
  ['', { payFrom: 50_000, onlyWithPay: true }],
];

interface Row {
  id: number;
  cluster: number;
  open: boolean;
}

/** What the index answers to some questions is what Postgres answers; as far back as the index goes. */
export async function expectTable(db: TestDatabase, index: FreshIndex, now: Date): Promise<void> {
  for (const question of QUESTIONS) {
    const all = await rowsOf(db, question, now);
    const inMemory = visited(index, question);
    const due = all.filter(({ firstSeen }) => index.since === null || firstSeen > index.since);
    const wanted = new Set(all.map(({ id }) => id));
    expect(inMemory.filter(({ id }) => !wanted.has(id))).toEqual([]);
    const known = new Set(inMemory.map(({ id }) => id));
    expect(due.filter(({ id }) => !known.has(id))).toEqual([]);
    // None twice, open or closed as it is, and copies together.
    const rows = all.filter(({ id }) => known.has(id)).map(({ firstSeen: _, ...row }) => row);
    expect(listOf(inMemory)).toBe(listOf(rows));
  }
}

/** The open vacancies that fit a query, by id. */
export function idsIn(index: FreshIndex, query: string): number[] {
  const open = visited(index, [query, {}]).filter((row) => row.open);
  return open.map(({ id }) => id).sort((a, b) => a - b);
}

/** A line each, by id; a cluster goes by the first id in it, for each side has numbers of its own. Quickly compared. */
function listOf(rows: readonly Row[]): string {
  const sorted = [...rows].sort((a, b) => a.id - b.id);
  const first = new Map<number, number>();
  for (const { id, cluster } of sorted) if (!first.has(cluster)) first.set(cluster, id);
  return sorted.map(({ id, open, cluster }) => `${id} ${open} ${first.get(cluster)}`).join('\n');
}

function visited(index: FreshIndex, [query, filters]: (typeof QUESTIONS)[number]): Row[] {
  const asked = readSearch({ query, filters });
  const found: Row[] = [];
  index.each(
    asked,
    ({ segment, clusters }, doc) =>
      found.push({
        id: segment.facts.id[doc]!,
        cluster: clusters[doc]!,
        open: segment.facts.state[doc] === 0,
      }),
    { closedToo: true },
  );
  return found;
}

async function rowsOf(
  db: TestDatabase,
  [query, filters]: (typeof QUESTIONS)[number],
  now: Date,
): Promise<(Row & { firstSeen: number })[]> {
  const { tsquery } = readSearch({ query });
  const { text, values } = filterSql(filters, 3);
  return db.query(
    `select v.id::int, v.cluster_id::int as cluster, v.closed_at is null as open,
            (extract(epoch from v.first_seen_at) * 1e6)::float8 as "firstSeen"
       from vacancy v
      where v.seq is not null and (v.closed_at is null or v.first_seen_at > $1)
        and ($2::tsquery is null or v.document @@ $2::tsquery) and ${text}`,
    [new Date(now.getTime() - WINDOW_DAYS * DAY), tsquery, ...values],
  );
}
