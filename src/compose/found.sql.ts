import type { EntityManager } from 'typeorm';
import type { Filters } from '../language/filters.js';
import { headSql, scoreSql, whereSql } from '../language/rank-sql.js';
import { readOnce } from './read-once.js';

/** A saved search of someone who is to be told. */
export interface OpenSearch {
  subscriberId: string;
  id: string;
  searchId: string;
  name: string;
  query: string;
  filters: Partial<Filters>;
  sinceSeq: string;
  /** Since when while it was wider (subscribe/saved-searches.sql.ts); null or left out: it never was. */
  widerSinceSeq?: string | null;
}

/** A saved search that speaks for its person, or stands aside. */
export interface OwnSearch extends OpenSearch {
  /** Confirmed, not paused, not ended. */
  open: boolean;
}

/** The searches of these people by name, with those ended within the day before `now`: that can be taken back. */
export const ownSearches = (
  tx: EntityManager,
  subscriberIds: readonly string[],
  now: Date,
): Promise<OwnSearch[]> =>
  tx.query(
    `select subscriber_id as "subscriberId", id, search_id as "searchId", name, query, filters, since_seq as "sinceSeq",
            wider_since_seq as "widerSinceSeq",
            ended_at is null and confirmed_at is not null and paused_at is null as open
       from saved_search
      where subscriber_id = any($1::bigint[]) and (ended_at is null or ended_at > $2::timestamptz - interval '1 day')
      order by name, id`,
    [subscriberIds, now],
  );

/** Those of them that are confirmed, not paused and not ended. */
export const openSearches = async (
  tx: EntityManager,
  subscriberIds: readonly string[],
  now: Date,
): Promise<OpenSearch[]> => (await ownSearches(tx, subscriberIds, now)).filter(({ open }) => open);

/** How far each search has been matched: its shard's progress, or its own where it is behind. */
export async function matchedUpto(
  tx: EntityManager,
  searchIds: readonly string[],
): Promise<Map<string, bigint>> {
  const rows: { id: string; upto: string }[] = await tx.query(
    `select s.id, least(shard.upto_seq, behind.upto_seq) as upto
       from search s
       join match_progress shard on shard.shard = s.shard and shard.search_id = 0
       left join match_progress behind on behind.shard = s.shard and behind.search_id = s.id
      where s.id = any($1::bigint[])`,
    [searchIds],
  );
  return new Map(rows.map(({ id, upto }) => [id, BigInt(upto)]));
}

/** A vacancy that a matching run found for a search, as far as choosing needs it. */
export interface FoundVacancy {
  searchId: string;
  /** The match's upto_seq; the vacancy's own number is not above it. */
  uptoSeq: string;
  cut: boolean;
  vacancyId: string;
  seq: string;
  clusterId: string;
  employerId: number | null;
  /** Who of its copies stands for a cluster: language/representative.ts. */
  standing: number;
  /** How far up it stands: docs/ranking.md. */
  score: number;
}

/** A search, and beyond which `seq` its news is asked for. */
export interface Threshold {
  search: OpenSearch;
  above: bigint;
}

/**
 * What was found for each search by runs beyond `above`: open still, and not published anew since (then a later run
 * decides). Matches are kept for 40 days, so a longer pause loses what is older.
 */
export const foundFor = (
  tx: EntityManager,
  thresholds: readonly Threshold[],
  now: Date,
): Promise<FoundVacancy[]> => tx.query(FOUND, [JSON.stringify(thresholds.map(rowOf)), now]);

const SCORE = scoreSql({
  where: `coalesce(asked.where_days, ${whereSql({
    words: `case when asked.of_head then v.head else (select document from vacancy whole where whole.id = v.id) end`,
    allInTitle: 'asked.all_in_title',
    allNamed: 'asked.all_named',
    someInTitle: 'asked.some_in_title',
  })})`,
  places: 'asked.places',
  cityNames: 'asked.city_names',
  now: '$2::timestamptz',
});

// Each literal is read as a tsquery once, each list of ids unpacked once, and each document once however many searches
// found it: 0.13 s for 6,423 finds of 234 searches, where a find at a time took 0.64.
const FOUND = `
  with asked as materialized (
    select search_id, above, where_days, all_in_title::tsquery, all_named::tsquery, some_in_title::tsquery, of_head,
           places, city_names
      from jsonb_to_recordset($1::jsonb)
        as a(search_id bigint, above bigint, where_days integer, all_in_title text, all_named text, some_in_title text,
             of_head boolean, places integer[], city_names text[])),
  runs as materialized (
    select m.search_id, m.upto_seq, m.total > cardinality(m.vacancy_ids) as cut, m.vacancy_ids
      from asked join match m on m.search_id = asked.search_id and m.upto_seq > asked.above),
  found as materialized (
    select search_id, upto_seq, cut, vacancy_id from runs cross join lateral unnest(vacancy_ids) as vacancy_id),
  open as materialized (
    select v.id, v.seq, v.cluster_id, v.employer_id, v.standing, v.pay_month_rub, v.place_ids, v.city_key, v.first_seen_at,
           ${headSql('v.document')} as head
      from vacancy v where v.id in (select vacancy_id from found) and v.closed_at is null)
  select found.search_id as "searchId", found.upto_seq as "uptoSeq", found.cut, v.id as "vacancyId", v.seq,
         v.cluster_id as "clusterId", v.employer_id as "employerId", v.standing, ${SCORE} as score
    from found
    join asked on asked.search_id = found.search_id
    join open v on v.id = found.vacancy_id and v.seq > asked.above and v.seq <= found.upto_seq`;

function rowOf({ search, above }: Threshold) {
  const { rank, filters } = readOnce(search);
  return {
    search_id: search.searchId,
    above: above.toString(),
    ...(typeof rank === 'number'
      ? { where_days: rank }
      : {
          all_in_title: rank.allInTitle,
          all_named: rank.allNamed,
          some_in_title: rank.someInTitle,
          of_head: rank.ofHead,
        }),
    places: filters.places,
    city_names: filters.cityNames,
  };
}
