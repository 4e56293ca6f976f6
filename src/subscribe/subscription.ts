import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { type Translate, translator } from '../kit/i18n.js';
import type { Filters } from '../language/filters.js';
import { type ReadSearch, readSearch } from '../language/read-search.js';
import { refusalSentence } from '../language/sentences.js';
import { type ReadAddress, readAddress } from './address.js';
import type { Problem, Refused } from './problem.js';
import { insertSavedSearch, openSearches, type SavedSearchRow } from './saved-searches.sql.js';
import { follow, seqForSaving } from './searches.sql.js';
import { type Settings, settingsProblems } from './settings.js';
import {
  insertSubscriber,
  isActive,
  lockAddress,
  type SubscriberRow,
  subscriberByKey,
  updateSettings,
} from './subscribers.sql.js';
import { cleanName, LONGEST_NAME, nameOf, storable } from './words.js';

/** Confirmed saved searches that one person may have. */
export const MOST_SEARCHES = 50;

/** Whether one search more is one too many. */
export const isFull = (open: readonly SavedSearchRow[], { read }: SearchToSave): boolean =>
  open.filter(({ confirmedAt, searchId }) => confirmedAt !== null && searchId !== read.searchHash).length >=
  MOST_SEARCHES;

export const tooManySearches = (language: Settings['language']): Refused => ({
  kind: 'refused',
  problems: [
    { field: 'q', sentence: translator(language)('subscribe.problems.tooMany', { n: MOST_SEARCHES }) },
  ],
});

/** How much a search would bring, counted by whoever asks, for this folder cannot. */
export interface Volume {
  /** New vacancies a week; null where they were not counted. */
  perWeek: number | null;
  /** More than can be served. */
  tooMuch: boolean;
}

/** What a form or a command asks for. */
export interface SubscriptionRequest extends Settings {
  email: string;
  query: string;
  filters: Partial<Filters>;
  /** Cities as people call them, for the name. */
  places: readonly string[];
  /** Left out: made of query and places. */
  name?: string;
  /** Left out: not counted, and so not refused for it. */
  volume?: Volume;
}

/** A request that may be carried out. */
export interface ReadSubscription {
  kind: 'read';
  address: ReadAddress;
  settings: Settings;
  search: SearchToSave;
}

export interface SearchToSave {
  name: string;
  query: string;
  filters: Partial<Filters>;
  read: ReadSearch;
}

/** Checks all of a request at once; the sentences are in its own language. */
export function readSubscription(request: SubscriptionRequest): ReadSubscription | Refused {
  const { email, language, zone, sendAt, days } = request;
  const t = translator(language);
  const settings = { language, zone, sendAt, days: [...new Set(days)].sort() };
  const address = readAddress(email);
  const search = readSearchToSave(request, t, language);
  const problems: Problem[] = [
    ...(address === null ? [{ field: 'email', sentence: t('subscribe.problems.email') }] : []),
    ...(search.kind === 'refused' ? search.problems : tooMuchProblems(request.volume, t)),
    ...settingsProblems(settings, t),
  ];
  if (address === null || search.kind === 'refused' || problems.length > 0) {
    return { kind: 'refused', problems };
  }
  return { kind: 'read', address, settings, search: search.search };
}

/** What is wrong with a search that brings more than can be served. */
export const tooMuchProblems = (volume: Volume | undefined, t: Translate): Problem[] =>
  volume?.tooMuch ? [{ field: 'q', sentence: t('subscribe.problems.tooMuch', { n: volume.perWeek }) }] : [];

/** Reads the words and filters of a search that is to be saved, and names it. */
export function readSearchToSave(
  { query, filters, places, name }: Pick<SubscriptionRequest, 'query' | 'filters' | 'places' | 'name'>,
  t: Translate,
  language: Settings['language'],
): { kind: 'search'; search: SearchToSave } | Refused {
  const typed = storable(query).trim();
  const read = readSearch({ query: typed, filters });
  const given = cleanName(name ?? '');
  const problems: Problem[] = [];
  if (read.refused !== null) {
    problems.push({ field: 'q', sentence: refusalSentence(read.refused.code, language) });
  }
  if ([...given].length > LONGEST_NAME) {
    problems.push({ field: 'name', sentence: t('subscribe.problems.name', { most: LONGEST_NAME }) });
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  const excludeWords = storable(filters.excludeWords ?? '').trim();
  const kept: Partial<Filters> = {
    ...read.filters,
    // As typed: the person sees them again.
    ...(read.filters.cityNames && { cityNames: (filters.cityNames ?? []).map(storable) }),
    ...(excludeWords !== '' && { excludeWords }),
  };
  return {
    kind: 'search',
    search: { name: given || nameOf({ query: typed, places }, t), query: typed, filters: kept, read },
  };
}

/**
 * Whose address it is, made where it is nobody's; locked. What a stranger types into a form never changes the settings
 * of somebody who is active.
 */
export async function findOrMakeSubscriber(
  tx: EntityManager,
  { address, settings }: Pick<ReadSubscription, 'address' | 'settings'>,
  now: Date,
): Promise<SubscriberRow> {
  await lockAddress(tx, address.key);
  const known = await subscriberByKey(tx, address.key, { lock: true });
  if (known !== null && isActive(known)) return known;
  if (known !== null) await updateSettings(tx, { id: known.id, settings }, now);
  else await insertSubscriber(tx, { address, settings }, now);
  return (await subscriberByKey(tx, address.key, { lock: true }))!;
}

/**
 * The subscriber's open saved search of this Search: theirs already, else a new one, pending, whose interest begins
 * now. The subscriber's row is locked by the caller.
 */
export async function openSavedSearch(
  tx: EntityManager,
  { subscriberId, search }: { subscriberId: string; search: SearchToSave },
  now: Date,
): Promise<SavedSearchRow> {
  const { name, query, filters, read } = search;
  const searchId = read.searchHash;
  const open = await openSearches(tx, subscriberId);
  const same = open.find((saved) => saved.searchId === searchId);
  if (same !== undefined) return same;
  const sinceSeq = await seqForSaving(tx, read);
  const row = {
    id: randomUUID(),
    searchId,
    name,
    query,
    filters,
    sinceSeq,
    createdAt: now,
    confirmedAt: null,
  };
  await insertSavedSearch(tx, subscriberId, row);
  await follow(tx, { query, filters, read }, now);
  return { ...row, widerSinceSeq: null, pausedAt: null, endedAt: null, endedReason: null };
}
