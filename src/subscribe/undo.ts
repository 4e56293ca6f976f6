import type { DataSource, EntityManager } from 'typeorm';
import { lockShardForSaving } from '../store/shards.js';
import { renewConsent } from './consents.sql.js';
import { deleteHidden } from './hidden-vacancies.sql.js';
import { openSearches, type SavedSearchRow, searchesOf, updateSavedSearch } from './saved-searches.sql.js';
import { followAgain, lockSearches, shardsOf, unfollow } from './searches.sql.js';
import { type SubscriberRow, setEnd, setPause, subscriberById, updateSettings } from './subscribers.sql.js';
import { type BrokenToken, issueToken, peekToken, spend, voidTokens } from './tokens.sql.js';

const DAY = 86_400_000;

/** How things stood before a change. */
interface Before {
  /** Null: the change was of searches alone. */
  subscriber: SubscriberRow | null;
  searches: SavedSearchRow[];
  /** Clusters that were not hidden. */
  hidden?: string[];
  changedAt: Date;
}

/**
 * Keeps how things stand, and answers the token that brings it back within a day. The last change alone can be undone:
 * taking back an older one would take back what was done since. Kept as a row and not signed into the token: the text
 * of a query may be longer than a link.
 */
export async function remember(
  tx: EntityManager,
  { subscriber, searches = [], hidden = [], settings = false }: Remembered,
  now: Date,
): Promise<string> {
  const before: Before = { subscriber: settings ? subscriber : null, searches, hidden, changedAt: now };
  await voidTokens(tx, subscriber.id, { purposes: ['undo'], now });
  return issueToken(tx, {
    subscriberId: subscriber.id,
    purpose: 'undo',
    subject: JSON.stringify(before),
    expiresAt: new Date(now.getTime() + DAY),
  });
}

export interface Remembered {
  subscriber: SubscriberRow;
  searches?: SavedSearchRow[];
  /** Clusters that the change hides. */
  hidden?: string[];
  /** Whether the subscriber's own row is about to change. */
  settings?: boolean;
}

/**
 * Brings back what a token remembers; it needs no session, for it can do nothing but this one thing once. A Search that
 * nobody else followed meanwhile was not matched: what was published between its end and its return, a day at most,
 * comes in no digest and stands on the search page alone.
 */
export function undo(
  db: DataSource,
  token: string,
  now: Date,
): Promise<{ kind: 'undone'; subscriberId: string } | BrokenToken> {
  return db.transaction(async (tx) => {
    const seen = await peekToken(tx, { text: token, purpose: 'undo' }, now);
    if (seen.kind !== 'live') return seen;
    const current = await subscriberById(tx, seen.subscriberId, { lock: true });
    const live = await peekToken(tx, { text: token, purpose: 'undo', lock: true }, now);
    if (live.kind !== 'live') return live;
    if (current === null) return { kind: 'expired' };
    await spend(tx, live, now);
    const before = parse(live.subject);
    if (before.subscriber !== null) await restoreSubscriber(tx, { before, current }, now);
    await restoreSearches(tx, { subscriberId: current.id, before });
    await deleteHidden(tx, { subscriberId: current.id, clusterIds: before.hidden ?? [] });
    return { kind: 'undone', subscriberId: current.id };
  });
}

// Dates are the fields that end so; JSON made texts of them.
const parse = (text: string): Before =>
  JSON.parse(text, (key, value: unknown) =>
    typeof value === 'string' && /(At|Until)$/.test(key) && key !== 'sendAt' ? new Date(value) : value,
  ) as Before;

async function restoreSubscriber(
  tx: EntityManager,
  { before: { subscriber, changedAt }, current }: { before: Before; current: SubscriberRow },
  now: Date,
): Promise<void> {
  if (subscriber === null) return;
  const { id } = current;
  await updateSettings(tx, { id, settings: subscriber }, now);
  await setPause(tx, { id, until: subscriber.pausedUntil }, now);
  await setEnd(tx, { id, at: subscriber.endedAt, reason: subscriber.endedReason }, now);
  if (current.endedAt !== null && subscriber.endedAt === null) {
    await renewConsent(tx, { subscriberId: id, withdrawnAt: changedAt }, now);
  }
}

async function restoreSearches(
  tx: EntityManager,
  { subscriberId, before }: { subscriberId: string; before: Before },
): Promise<void> {
  const ids = before.searches.map(({ id }) => id);
  const current = await searchesOf(tx, subscriberId, ids);
  const open = await openSearches(tx, subscriberId);
  await lockShards(tx, before.searches);
  await lockSearches(
    tx,
    [...before.searches, ...current].map(({ searchId }) => searchId),
  );
  for (const was of before.searches) {
    const is = current.find(({ id }) => id === was.id);
    // The person has saved the same search anew since: one of them is enough.
    const taken = open.some(({ id, searchId }) => searchId === was.searchId && id !== was.id);
    if (is === undefined || (was.endedAt === null && taken)) continue;
    if (is.endedAt === null) await unfollow(tx, [is.searchId]);
    if (was.endedAt === null) await followAgain(tx, was.searchId);
    await updateSavedSearch(tx, subscriberId, was);
  }
}

// Shards before searches, as everywhere: whoever holds a search while waiting for its shard blocks those who save it.
async function lockShards(tx: EntityManager, searches: readonly SavedSearchRow[]): Promise<void> {
  const ids = searches.map(({ searchId }) => searchId);
  for (const shard of await shardsOf(tx, ids)) await lockShardForSaving(tx, shard);
}
