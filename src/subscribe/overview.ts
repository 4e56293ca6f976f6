import type { DataSource } from 'typeorm';
import { openSearches, type SavedSearchRow } from './saved-searches.sql.js';
import { isActive, type SubscriberRow, subscriberById } from './subscribers.sql.js';

export interface Overview {
  subscriber: SubscriberRow;
  /** Confirmed and open. */
  searches: SavedSearchRow[];
}

/** What somebody has; null for whoever is not active. */
export async function readOverview(db: DataSource, subscriberId: string): Promise<Overview | null> {
  const subscriber = await subscriberById(db.manager, subscriberId, { lock: false });
  if (subscriber === null || !isActive(subscriber)) return null;
  const open = await openSearches(db.manager, subscriberId);
  return { subscriber, searches: open.filter(({ confirmedAt }) => confirmedAt !== null) };
}

/** One of them, or null where it is not theirs, is not confirmed or has ended. */
export async function savedSearch(
  db: DataSource,
  { subscriberId, id }: { subscriberId: string; id: string },
): Promise<SavedSearchRow | null> {
  const open = await openSearches(db.manager, subscriberId);
  return open.find((saved) => saved.id === id && saved.confirmedAt !== null) ?? null;
}
