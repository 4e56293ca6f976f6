import type { DataSource, EntityManager } from 'typeorm';
import { filterSql } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import { quickly } from './quickly.js';
import type { SearchRequest } from './search-request.js';

const WEEK = 7 * 24 * 3600 * 1000;
/** A page waits for all of its counts no longer than that, and for the last of them. */
const LIMIT_MS = 1500;

/**
 * For each search, how many open jobs fit and were first seen in the last 7 days, a copy once. Null for those that were
 * not counted in time: fifty searches of one person must not hold up their page.
 */
export async function countLastWeek(
  db: DataSource,
  requests: readonly SearchRequest[],
  now: Date,
): Promise<(number | null)[]> {
  const counts: number[] = [];
  const began = performance.now();
  await quickly(db, async (tx) => {
    for (const request of requests) {
      if (performance.now() - began > LIMIT_MS) return;
      counts.push(await count(tx, request, now));
    }
  });
  return requests.map((_, at) => counts[at] ?? null);
}

async function count(tx: EntityManager, request: SearchRequest, now: Date): Promise<number> {
  const read = readSearch(request);
  const asked = filterSql(read.filters, 4);
  const [row] = await tx.query<{ n: number }[]>(
    `select count(distinct v.cluster_id)::int as n from vacancy v
      where v.closed_at is null and v.first_seen_at > $2::timestamptz and v.first_seen_at <= $3::timestamptz
        and ($1::text is null or v.document @@ $1::tsquery) and ${asked.text}`,
    [read.tsquery, new Date(now.getTime() - WEEK), now, ...asked.values],
  );
  return row?.n ?? 0;
}
