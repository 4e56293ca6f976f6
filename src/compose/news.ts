import type { EntityManager } from 'typeorm';
import { lostDigests } from '../deliver/lost-digests.sql.js';
import { groupBy, split } from '../kit/group-by.js';
import { addFreed, type Candidate, gather } from './choose.js';
import {
  type FoundVacancy,
  foundFor,
  matchedUpto,
  type OpenSearch,
  ownSearches,
  type Threshold,
} from './found.sql.js';
import {
  freedItems,
  freeItems,
  hiddenAmong,
  hiringAgain,
  mergedWith,
  type Pair,
  toldAmong,
} from './ledger.sql.js';
import { afterTelling, markOf, type Standing } from './marks.js';
import type { DuePerson } from './plan.sql.js';
import { addWider, fittingStill, readWider } from './wider.js';

/** What one person has not been told yet. */
export interface News {
  person: DuePerson;
  searches: OpenSearch[];
  candidates: Candidate[];
  /** Searches (by search id) of which more was found than is kept. */
  cut: ReadonlySet<string>;
  /** Where the person stands once this has been told. */
  told: Standing;
}

/** What these people's searches have found and nobody has told them, with what their lost letters had told. */
export async function readNews(tx: EntityManager, people: readonly DuePerson[], now: Date): Promise<News[]> {
  const ids = people.map(({ subscriberId }) => subscriberId);
  await freeItems(tx, await lostDigests(tx, ids));
  const all = await ownSearches(tx, ids, now);
  const open = all.filter((search) => search.open);
  // Read before the matches: a run that commits in between is then told next time, not skipped.
  const uptoOf = await matchedUpto(tx, [...new Set(open.map(({ searchId }) => searchId))]);
  const found = groupBy(await foundFor(tx, thresholds(people, open), now), ({ searchId }) => searchId);
  const wider = await readWider(tx, { people, searches: open }, now);
  const lost = await fittingStill(tx, { freed: await freedItems(tx, ids), searches: open }, now);
  const freed = groupBy(lost, ({ subscriberId }) => subscriberId);
  const own = groupBy(all, ({ subscriberId }) => subscriberId);
  const foundOf = (searchId: string) => found.get(searchId) ?? [];
  const news = people.map((person): News => {
    const [searches, aside] = split(own.get(person.subscriberId) ?? [], (search) => search.open);
    const candidates = gather(searches, foundOf, person);
    addWider(candidates, searches, wider);
    for (const item of freed.get(person.subscriberId) ?? []) addFreed(candidates, searches, item);
    return {
      person,
      searches,
      candidates: [...candidates.values()],
      cut: cutAmong(searches, foundOf, person),
      told: afterTelling(person, { open: searches, aside, uptoOf }, now),
    };
  });
  return withoutTold(tx, news);
}

/** For each search the least number above which anybody of these people has not been told. */
function thresholds(people: readonly DuePerson[], searches: readonly OpenSearch[]): Threshold[] {
  const standing = new Map(people.map((person) => [person.subscriberId, person]));
  const least = new Map<string, Threshold>();
  for (const search of searches) {
    const above = markOf(standing.get(search.subscriberId)!, search);
    const known = least.get(search.searchId);
    if (known === undefined || above < known.above) least.set(search.searchId, { search, above });
  }
  return [...least.values()];
}

/** A run that kept only its newest is told as cut by those for whom it is news, not by whoever came after it. */
const cutAmong = (
  searches: readonly OpenSearch[],
  foundOf: (searchId: string) => FoundVacancy[],
  person: Standing,
): ReadonlySet<string> =>
  new Set(
    searches
      .filter((search) => {
        const mark = markOf(person, search);
        return foundOf(search.searchId).some(({ cut, uptoSeq }) => cut && BigInt(uptoSeq) > mark);
      })
      .map(({ searchId }) => searchId),
  );

/**
 * Leaves out the clusters that stand in the ledger, under whatever id, unless they are hiring again after 60 days; and
 * those that the person has hidden, whatever they do.
 */
export async function withoutTold<N extends Pick<News, 'person' | 'candidates'>>(
  tx: EntityManager,
  news: readonly N[],
): Promise<N[]> {
  const clusterIds = [
    ...new Set(news.flatMap(({ candidates }) => candidates.map(({ clusterId }) => clusterId))),
  ];
  if (clusterIds.length === 0) return [...news];
  const merged = await mergedWith(tx, clusterIds);
  const pairs = news.flatMap(({ person: { subscriberId }, candidates }) =>
    candidates.flatMap(({ clusterId }): Pair[] =>
      [clusterId, ...(merged.get(clusterId) ?? [])].map((id) => ({ subscriberId, clusterId: id })),
    ),
  );
  const told = (await toldAmong(tx, pairs)).filter(({ digestId }) => digestId !== null);
  const hidden = new Set((await hiddenAmong(tx, pairs)).map(keyOf));
  if (told.length + hidden.size === 0) return [...news];
  const toldAt = new Map(told.map((row) => [keyOf(row), row.toldAt]));
  const again = await hiringAgain(tx, clusterIds);
  const isNews = (subscriberId: string, clusterId: string): boolean =>
    [clusterId, ...(merged.get(clusterId) ?? [])].every((id) => {
      const key = keyOf({ subscriberId, clusterId: id });
      if (hidden.has(key)) return false;
      const at = toldAt.get(key);
      const since = again.get(clusterId);
      return at === undefined || (since !== undefined && since > at);
    });
  return news.map((one) => ({
    ...one,
    candidates: one.candidates.filter(({ clusterId }) => isNews(one.person.subscriberId, clusterId)),
  }));
}

const keyOf = ({ subscriberId, clusterId }: Pair): string => `${subscriberId}:${clusterId}`;
