import type { DataSource } from 'typeorm';
import { type Filters, filterSql } from '../../src/language/filters.js';

/** A saved search as the oracle needs it: whose, what, and since which `seq`. */
interface OpenSearch {
  subscriber_id: string;
  since_seq: string;
  tsquery: string | null;
  filters: Partial<Filters>;
}

const OPEN_SEARCHES = `
  select ss.subscriber_id, ss.since_seq, s.tsquery, s.filters
    from saved_search ss join search s on s.id = ss.search_id
   where ss.subscriber_id = any($1::bigint[])
     and ss.ended_at is null and ss.confirmed_at is not null and ss.paused_at is null`;

/**
 * What each of these subscribers should have been told by now, asked of Postgres directly, search by search: the clusters of open
 * vacancies that fit and are newer than the person's interest. Subscriber id → cluster ids.
 */
export async function everythingThatFits(
  db: DataSource,
  subscriberIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const fitting = new Map<string, Set<string>>();
  for (const search of await db.query<OpenSearch[]>(OPEN_SEARCHES, [subscriberIds])) {
    const clusters = fitting.get(search.subscriber_id) ?? new Set<string>();
    for (const id of await clustersOf(db, search)) clusters.add(id);
    fitting.set(search.subscriber_id, clusters);
  }
  return fitting;
}

async function clustersOf(db: DataSource, search: OpenSearch): Promise<string[]> {
  const filter = filterSql(search.filters, 3);
  const rows = await db.query<{ cluster_id: string }[]>(
    `select distinct v.cluster_id from vacancy v
      where v.closed_at is null and v.seq > $1 and ($2::tsquery is null or v.document @@ $2::tsquery) and ${filter.text}`,
    [search.since_seq, search.tsquery, ...filter.values],
  );
  return rows.map((row) => row.cluster_id);
}
