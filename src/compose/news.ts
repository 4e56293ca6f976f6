import type { EntityManager } from 'typeorm';
import { lostDigests } from '../deliver/lost-digests.sql.js';
import { groupBy } from '../kit/group-by.js';
import { addFreed, type Candidate, gather } from './choose.js';
import { type FoundVacancy, foundFor, matchedUpto, type OpenSearch, openSearches } from './found.sql.js';
import { freedItems, freeItems, hiringAgain, mergedInto, type Pair, toldAmong } from './ledger.sql.js';
import type { DuePerson } from './plan.sql.js';

/** What one person has not been told yet. */
export interface News {
  person: DuePerson;
  searches: OpenSearch[];
  candidates: Candidate[];
  /** Searches (by search id) of which more was found than is kept. */
  cut: ReadonlySet<string>;
  /** Up to which `seq` all of the person's searches have been matched: where the next digest begins. */
  toldUptoSeq: string;
}

/** What these people's searches have found and nobody has told them, with what their lost letters had told. */
export async function readNews(tx: EntityManager, people: readonly DuePerson[]): Promise<News[]> {
  const ids = people.map(({ subscriberId }) => subscriberId);
  await freeItems(tx, await lostDigests(tx, ids));
  const searches = await openSearches(tx, ids);
  // Read before the matches: a run that commits in between is then told next time, not skipped.
  const upto = await matchedUpto(tx, [...new Set(searches.map(({ searchId }) => searchId))]);
  const found = groupBy(await foundFor(tx, thresholds(people, searches)), ({ searchId }) => searchId);
  const freed = groupBy(await freedItems(tx, ids), ({ subscriberId }) => subscriberId);
  const own = groupBy(searches, ({ subscriberId }) => subscriberId);
  const news = people.map((person) => {
    const mine = own.get(person.subscriberId) ?? [];
    const foundOf = (searchId: string) => found.get(searchId) ?? [];
    const candidates = gather(mine, foundOf, BigInt(person.toldUptoSeq));
    for (const item of freed.get(person.subscriberId) ?? []) addFreed(candidates, mine, item);
    const cut = cutAmong(mine, foundOf, BigInt(person.toldUptoSeq));
    return {
      person,
      searches: mine,
      candidates: [...candidates.values()],
      cut,
      toldUptoSeq: uptoOf(person, mine, upto),
    };
  });
  return withoutTold(tx, news);
}

/** For each search the least number above which anybody of these people has not been told. */
function thresholds(
  people: readonly DuePerson[],
  searches: readonly OpenSearch[],
): { searchId: string; above: bigint }[] {
  const told = new Map(people.map(({ subscriberId, toldUptoSeq }) => [subscriberId, BigInt(toldUptoSeq)]));
  return [...groupBy(searches, ({ searchId }) => searchId)].map(([searchId, sharing]) => ({
    searchId,
    above: sharing
      .map(({ subscriberId, sinceSeq }) => greater(told.get(subscriberId) ?? 0n, BigInt(sinceSeq)))
      .reduce(lesser),
  }));
}

function uptoOf(person: DuePerson, searches: readonly OpenSearch[], upto: Map<string, bigint>): string {
  const told = BigInt(person.toldUptoSeq);
  const reached = searches.map(({ searchId }) => upto.get(searchId) ?? told);
  return greater(told, reached.length === 0 ? told : reached.reduce(lesser)).toString();
}

const cutAmong = (
  searches: readonly OpenSearch[],
  foundOf: (searchId: string) => FoundVacancy[],
  told: bigint,
): ReadonlySet<string> =>
  new Set(
    searches
      .map(({ searchId }) => searchId)
      .filter((searchId) => foundOf(searchId).some(({ cut, uptoSeq }) => cut && BigInt(uptoSeq) > told)),
  );

/** Leaves out the clusters that stand in the ledger, under whatever id, unless they are hiring again after 60 days. */
export async function withoutTold<N extends Pick<News, 'person' | 'candidates'>>(
  tx: EntityManager,
  news: readonly N[],
): Promise<N[]> {
  const clusterIds = [
    ...new Set(news.flatMap(({ candidates }) => candidates.map(({ clusterId }) => clusterId))),
  ];
  if (clusterIds.length === 0) return [...news];
  const merged = await mergedInto(tx, clusterIds);
  const pairs = news.flatMap(({ person: { subscriberId }, candidates }) =>
    candidates.flatMap(({ clusterId }): Pair[] =>
      [clusterId, ...(merged.get(clusterId) ?? [])].map((id) => ({ subscriberId, clusterId: id })),
    ),
  );
  const told = (await toldAmong(tx, pairs)).filter(({ digestId }) => digestId !== null);
  if (told.length === 0) return [...news];
  const toldAt = new Map(told.map((row) => [keyOf(row), row.toldAt]));
  const again = await hiringAgain(tx, clusterIds);
  const isNews = (subscriberId: string, clusterId: string): boolean =>
    [clusterId, ...(merged.get(clusterId) ?? [])].every((id) => {
      const at = toldAt.get(keyOf({ subscriberId, clusterId: id }));
      const since = again.get(clusterId);
      return at === undefined || (since !== undefined && since > at);
    });
  return news.map((one) => ({
    ...one,
    candidates: one.candidates.filter(({ clusterId }) => isNews(one.person.subscriberId, clusterId)),
  }));
}

const keyOf = ({ subscriberId, clusterId }: Pair): string => `${subscriberId}:${clusterId}`;
const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);
