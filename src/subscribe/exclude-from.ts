import type { DataSource, EntityManager } from 'typeorm';
import { type Language, translator } from '../kit/i18n.js';
import { excludeMore } from '../language/exclude.js';
import type { Filters } from '../language/filters.js';
import { needsWord } from '../language/needs-word.js';
import { readSearch } from '../language/read-search.js';
import { lockShardForSaving, shardOf } from '../store/shards.js';
import type { Already } from './hide-vacancy.js';
import { asSubscriber, type Done, type Missing, moveTo } from './manage.js';
import type { Refused } from './problem.js';
import { openSearches, type SavedSearchRow, updateSavedSearch } from './saved-searches.sql.js';
import { lockSearches } from './searches.sql.js';
import { readSearchToSave, type SearchToSave } from './subscription.js';
import { remember } from './undo.js';

/** What a search is to find no more: `word` as a query would say it, «название:стажёр». */
export type Exclusion =
  | { kind: 'employer'; employerId: number }
  | { kind: 'word'; word: string }
  | { kind: 'agencies' };

interface Narrowed {
  saved: SavedSearchRow;
  search: SearchToSave;
}

// As many as the address of the form that edits a search holds.
const MOST_EMPLOYERS = 100;

/**
 * Narrows saved searches of one person. Each follows another Search from now on, so whoever shares the old one loses
 * nothing; and it keeps where it was wider, so that what it has found and not told is told, but for what is excluded.
 */
export function excludeFrom(
  db: DataSource,
  { subscriberId, ids, exclusion, language }: Excluding,
  now: Date,
): Promise<Excluded> {
  return asSubscriber<Excluded>(db, subscriberId, async (tx, subscriber) => {
    const open = await openSearches(tx, subscriberId);
    const chosen = open.filter(({ id, confirmedAt }) => ids.includes(id) && confirmedAt !== null);
    if (chosen.length === 0) return { kind: 'missing' };
    const narrowed: Narrowed[] = [];
    for (const saved of chosen) {
      const read = narrow(saved, { exclusion, language });
      if (read.kind === 'refused') return read;
      if (read.search.read.searchHash !== saved.searchId) narrowed.push({ saved, search: read.search });
    }
    const twin = twinOf(narrowed, open);
    if (twin !== null) return refusedFor('sameSearch', { name: twin.name }, language);
    if (narrowed.length === 0) return { kind: 'already' };
    const undo = await remember(tx, { subscriber, searches: narrowed.map(({ saved }) => saved) }, now);
    await moveAll(tx, { subscriberId, narrowed }, now);
    return { kind: 'done', undo, n: narrowed.length };
  });
}

/** `n`: how many searches are narrower now. */
type Excluded = (Done & { n: number }) | Already | Refused | Missing;

interface Excluding {
  subscriberId: string;
  /** Saved searches; those that are not theirs or have ended are left out. */
  ids: readonly string[];
  exclusion: Exclusion;
  language: Language;
}

function narrow(
  saved: SavedSearchRow,
  { exclusion, language }: Pick<Excluding, 'exclusion' | 'language'>,
): { kind: 'search'; search: SearchToSave } | Refused {
  const { query, name } = saved;
  const filters = withExclusion(saved, exclusion);
  if (typeof filters === 'string') return refusedFor(filters, { name }, language);
  return readSearchToSave({ query, filters, places: [], name }, translator(language), language);
}

/** The filters of a search with one exclusion more, or the problem with it. */
function withExclusion(
  { query, filters }: SavedSearchRow,
  exclusion: Exclusion,
): Partial<Filters> | 'needed' | 'tooManyEmployers' | 'excludeByHand' {
  if (exclusion.kind === 'agencies') return { ...filters, noAgencies: true };
  if (exclusion.kind === 'employer') {
    const excludeEmployers = [...new Set([...(filters.excludeEmployers ?? []), exclusion.employerId])];
    return excludeEmployers.length > MOST_EMPLOYERS ? 'tooManyEmployers' : { ...filters, excludeEmployers };
  }
  if (needsWord(readSearch({ query }).ast, exclusion.word)) return 'needed';
  const excludeWords = excludeMore(filters.excludeWords ?? '', exclusion.word);
  return excludeWords === null ? 'excludeByHand' : { ...filters, excludeWords };
}

/** Another search of theirs that asks already what one of these would. */
function twinOf(narrowed: readonly Narrowed[], open: readonly SavedSearchRow[]): SavedSearchRow | null {
  const leaving = new Set(narrowed.map(({ saved }) => saved.id));
  const taken = new Map(
    open.flatMap((saved) => (leaving.has(saved.id) ? [] : [[saved.searchId, saved] as const])),
  );
  for (const { saved, search } of narrowed) {
    const twin = taken.get(search.read.searchHash);
    if (twin !== undefined) return twin;
    taken.set(search.read.searchHash, saved);
  }
  return null;
}

// Shards before searches, and searches in one order, as everywhere: two who narrow the same never wait for each other.
async function moveAll(
  tx: EntityManager,
  { subscriberId, narrowed }: { subscriberId: string; narrowed: readonly Narrowed[] },
  now: Date,
): Promise<void> {
  const shards = new Set(narrowed.map(({ search }) => shardOf(search.read.textHash)));
  for (const shard of [...shards].sort((a, b) => a - b)) await lockShardForSaving(tx, shard);
  const hashes = narrowed.map(({ search }) => search.read.searchHash);
  await lockSearches(tx, [...narrowed.map(({ saved }) => saved.searchId), ...hashes]);
  const inOrder = narrowed.toSorted((a, b) =>
    BigInt(a.search.read.searchHash) < BigInt(b.search.read.searchHash) ? -1 : 1,
  );
  for (const { saved, search } of inOrder) {
    const moved = await moveTo(tx, { saved, search }, now);
    const widerSinceSeq = saved.widerSinceSeq ?? saved.sinceSeq;
    await updateSavedSearch(tx, subscriberId, { ...saved, filters: search.filters, ...moved, widerSinceSeq });
  }
}

const refusedFor = (key: string, values: Record<string, string>, language: Language): Refused => ({
  kind: 'refused',
  problems: [{ field: 'what', sentence: translator(language)(`subscribe.problems.${key}`, values) }],
});
