import type { EntityManager } from 'typeorm';
import type { Filters } from '../language/filters.js';
import { scoreSql, whereSql } from '../language/rank-sql.js';
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
    allInTitle: 'asked.all_in_title',
    allNamed: 'asked.all_named',
    someInTitle: 'asked.some_in_title',
    ofHead: 'asked.of_head',
  })})`,
  places: 'asked.places',
  cityNames: 'asked.city_names',
  now: '$2::timestamptz',
});

// A literal is read as a tsquery once a search, not once a vacancy.
const FOUND = `
  with asked as materialized (
    select search_id, above, where_days, all_in_title::tsquery, all_named::tsquery, some_in_title::tsquery, of_head,
           places, city_names
      from jsonb_to_recordset($1::jsonb)
        as a(search_id bigint, above bigint, where_days integer, all_in_title text, all_named text, some_in_title text,
             of_head boolean, places integer[], city_names text[]))
  select m.search_id as "searchId", m.upto_seq as "uptoSeq", m.total > cardinality(m.vacancy_ids) as cut,
         v.id as "vacancyId", v.seq, v.cluster_id as "clusterId", v.employer_id as "employerId", ${SCORE} as score
    from asked
    join match m on m.search_id = asked.search_id and m.upto_seq > asked.above
    cross join lateral unnest(m.vacancy_ids) as found(id)
    join vacancy v on v.id = found.id
     and v.closed_at is null and v.seq > asked.above and v.seq <= m.upto_seq`;

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
