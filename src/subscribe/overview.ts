import type { DataSource } from 'typeorm';
import { filterSql } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import { openSearches, type SavedSearchRow } from './saved-searches.sql.js';
import { isActive, type SubscriberRow, subscriberById } from './subscribers.sql.js';

const WEEK = 7 * 86_400_000;

export interface Overview {
  subscriber: SubscriberRow;
  /** Confirmed and open; `lastWeek`: open vacancies that fit and were first seen in the last 7 days, a job once. */
  searches: (SavedSearchRow & { lastWeek: number })[];
}

/** Everything that «Мои поиски» shows; null for whoever is not active. */
export async function readOverview(
  db: DataSource,
  subscriberId: string,
  now: Date,
): Promise<Overview | null> {
  const subscriber = await subscriberById(db.manager, subscriberId, { lock: false });
  if (subscriber === null || !isActive(subscriber)) return null;
  const open = await openSearches(db.manager, subscriberId);
  const searches: Overview['searches'] = [];
  for (const saved of open) {
    if (saved.confirmedAt === null) continue;
    searches.push({ ...saved, lastWeek: await countLastWeek(db, saved, now) });
  }
  return { subscriber, searches };
}

/** One of them, or null where it is not theirs, is not confirmed or has ended. */
export async function savedSearch(
  db: DataSource,
  { subscriberId, id }: { subscriberId: string; id: string },
): Promise<SavedSearchRow | null> {
  const open = await openSearches(db.manager, subscriberId);
  return open.find((saved) => saved.id === id && saved.confirmedAt !== null) ?? null;
}

async function countLastWeek(
  db: DataSource,
  { query, filters }: Pick<SavedSearchRow, 'query' | 'filters'>,
  now: Date,
): Promise<number> {
  const read = readSearch({ query, filters });
  const asked = filterSql(read.filters, 4);
  const [row] = await db.query<{ n: number }[]>(
    `select count(distinct v.cluster_id)::int as n from vacancy v
      where v.closed_at is null and v.first_seen_at > $2::timestamptz and v.first_seen_at <= $3::timestamptz
        and ($1::text is null or v.document @@ $1::tsquery) and ${asked.text}`,
    [read.tsquery, new Date(now.getTime() - WEEK), now, ...asked.values],
  );
  return row?.n ?? 0;
}
