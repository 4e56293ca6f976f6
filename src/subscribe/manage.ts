import type { DataSource, EntityManager } from 'typeorm';
import { cancelLetters } from '../deliver/enqueue.js';
import { type Language, translator } from '../kit/i18n.js';
import type { Refused } from './problem.js';
import { openSearches, type SavedSearchRow, updateSavedSearch } from './saved-searches.sql.js';
import { follow, lockSearches, seqForSaving, unfollow } from './searches.sql.js';
import { type Settings, settingsProblems } from './settings.js';
import { isActive, type SubscriberRow, setPause, subscriberById, updateSettings } from './subscribers.sql.js';
import {
  readSearchToSave,
  type SearchToSave,
  type SubscriptionRequest,
  tooMuchProblems,
} from './subscription.js';
import { remember } from './undo.js';

/** Done, with the token that takes it back. */
export interface Done {
  kind: 'done';
  undo: string;
}

/** The search is not theirs, is not open, or they are not active (any more). */
export interface Missing {
  kind: 'missing';
}

interface Of {
  subscriberId: string;
}

/** Hour, days, zone and language, all at once; `language` is the page's, for the sentences. */
export function changeSettings(
  db: DataSource,
  { subscriberId, settings, language }: Of & { settings: Settings; language: Language },
  now: Date,
): Promise<Done | Refused | Missing> {
  const problems = settingsProblems(settings, translator(language));
  if (problems.length > 0) return Promise.resolve({ kind: 'refused', problems });
  return asSubscriber(db, subscriberId, async (tx, subscriber) => {
    const undo = await remember(tx, { subscriber, settings: true }, now);
    await updateSettings(tx, { id: subscriberId, settings }, now);
    return { kind: 'done', undo };
  });
}

/**
 * No letters until then; null: letters again. What is found meanwhile is kept by compose for 40 days. `orLonger`: a
 * pause that lasts longer already stays.
 */
export function pauseAll(
  db: DataSource,
  { subscriberId, until, orLonger = false }: Of & { until: Date | null; orLonger?: boolean },
  now: Date,
): Promise<Done | Missing> {
  return asSubscriber(db, subscriberId, async (tx, subscriber) => {
    const undo = await remember(tx, { subscriber, settings: true }, now);
    const { pausedUntil } = subscriber;
    const stays = orLonger && until !== null && pausedUntil !== null && pausedUntil > until;
    if (!stays) await setPause(tx, { id: subscriberId, until }, now);
    return { kind: 'done', undo };
  });
}

/** One letter a week, on Monday, at the hour it came before. */
export function writeWeekly(db: DataSource, { subscriberId }: Of, now: Date): Promise<Done | Missing> {
  return asSubscriber(db, subscriberId, async (tx, subscriber) => {
    const undo = await remember(tx, { subscriber, settings: true }, now);
    await updateSettings(tx, { id: subscriberId, settings: { ...subscriber, days: [1] } }, now);
    return { kind: 'done', undo };
  });
}

/** Pauses one search, or lets it go on. */
export function pauseSearch(
  db: DataSource,
  { subscriberId, id, paused }: OfSearch & { paused: boolean },
  now: Date,
): Promise<Done | Missing> {
  return withSearch(db, { subscriberId, id }, async (tx, { subscriber, saved }) => {
    const undo = await remember(tx, { subscriber, searches: [saved] }, now);
    const pausedAt = paused ? (saved.pausedAt ?? now) : null;
    await updateSavedSearch(tx, subscriberId, { ...saved, pausedAt });
    return { kind: 'done', undo };
  });
}

/**
 * Ends one search; the others and the subscriber stay. With the last that is not paused the digest that waits goes too:
 * whoever composes at this moment holds the subscriber's row, so the letter is there to be cancelled.
 */
export function endSearch(
  db: DataSource,
  { subscriberId, id, reason }: OfSearch & { reason: string },
  now: Date,
): Promise<Done | Missing> {
  return withSearch(db, { subscriberId, id }, async (tx, { subscriber, saved, open }) => {
    const undo = await remember(tx, { subscriber, searches: [saved] }, now);
    await updateSavedSearch(tx, subscriberId, { ...saved, endedAt: now, endedReason: reason });
    await unfollow(tx, [saved.searchId]);
    const others = open.filter((other) => other.id !== id && isTold(other));
    if (others.length === 0) await cancelLetters(tx, subscriberId, { kinds: ['digest'], now });
    return { kind: 'done', undo };
  });
}

const isTold = ({ confirmedAt, pausedAt }: SavedSearchRow): boolean =>
  confirmedAt !== null && pausedAt === null;

/** What an edit says; `name` '' lets it be made of the words and places. */
export type SearchChange = Pick<SubscriptionRequest, 'query' | 'filters' | 'places' | 'volume'> & {
  name: string;
};

/** Renames, and asks something else where the words or filters mean something else: the new interest begins now. */
export function changeSearch(
  db: DataSource,
  { subscriberId, id, change, language }: OfSearch & { change: SearchChange; language: Language },
  now: Date,
): Promise<Done | Refused | Missing> {
  const t = translator(language);
  const read = readSearchToSave(change, t, language);
  if (read.kind === 'refused') return Promise.resolve(read);
  return withSearch<Refused>(db, { subscriberId, id }, async (tx, { subscriber, saved, open }) => {
    const { search } = read;
    const twin = open.find((other) => other.id !== id && other.searchId === search.read.searchHash);
    if (twin !== undefined) {
      const sentence = t('subscribe.problems.sameSearch', { name: twin.name });
      return { kind: 'refused', problems: [{ field: 'q', sentence }] };
    }
    // What is followed already may keep its words: only another search can be refused for its volume.
    const problems = search.read.searchHash === saved.searchId ? [] : tooMuchProblems(change.volume, t);
    if (problems.length > 0) return { kind: 'refused', problems };
    const undo = await remember(tx, { subscriber, searches: [saved] }, now);
    const { name, query, filters } = search;
    const moved = await moveTo(tx, { saved, search }, now);
    await updateSavedSearch(tx, subscriberId, { ...saved, name, query, filters, ...moved });
    return { kind: 'done', undo };
  });
}

/** Lets a saved search follow another Search: its interest begins now, and what the old one found untold is not told. */
export async function moveTo(
  tx: EntityManager,
  { saved, search: { query, filters, read } }: { saved: SavedSearchRow; search: SearchToSave },
  now: Date,
): Promise<Pick<SavedSearchRow, 'searchId' | 'sinceSeq' | 'widerSinceSeq'>> {
  const searchId = read.searchHash;
  const { sinceSeq: before, widerSinceSeq } = saved;
  if (searchId === saved.searchId) return { searchId, sinceSeq: before, widerSinceSeq };
  const sinceSeq = await seqForSaving(tx, read);
  await lockSearches(tx, [saved.searchId, searchId]);
  await unfollow(tx, [saved.searchId]);
  await follow(tx, { query, filters, read }, now);
  return { searchId, sinceSeq, widerSinceSeq: null };
}

interface OfSearch extends Of {
  id: string;
}

/** Runs `work` with the active subscriber's row locked: everything of one person happens one after the other. */
export function asSubscriber<T>(
  db: DataSource,
  subscriberId: string,
  work: (tx: EntityManager, subscriber: SubscriberRow) => Promise<T>,
): Promise<T | Missing> {
  return db.transaction(async (tx): Promise<T | Missing> => {
    const subscriber = await subscriberById(tx, subscriberId, { lock: true });
    return subscriber === null || !isActive(subscriber) ? { kind: 'missing' } : work(tx, subscriber);
  });
}

interface Found {
  subscriber: SubscriberRow;
  saved: SavedSearchRow;
  open: SavedSearchRow[];
}

function withSearch<T = never>(
  db: DataSource,
  { subscriberId, id }: OfSearch,
  work: (tx: EntityManager, found: Found) => Promise<Done | T>,
): Promise<Done | Missing | T> {
  return asSubscriber<Done | Missing | T>(db, subscriberId, async (tx, subscriber) => {
    const open = await openSearches(tx, subscriberId);
    const saved = open.find((search) => search.id === id && search.confirmedAt !== null);
    return saved === undefined ? { kind: 'missing' } : work(tx, { subscriber, saved, open });
  });
}
