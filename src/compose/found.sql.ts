import type { EntityManager } from 'typeorm';
import type { Filters } from '../language/filters.js';

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
  /** How well it fits, best first: see `scoreSql`. */
  score: number;
}

// Words in the title weigh most, then those of company and skills, then those in passing; stated pay counts for about
// as much as a word in the skills. Freshness orders what is left, by `seq`.
export const scoreSql = (words: 's.tsquery' | '$2'): string => `
  coalesce(ts_rank('{0.05, 0.2, 0.2, 1.0}', v.document, ${words}::tsquery), 0)
  + case when v.pay_month_rub is null then 0 else 0.2 end`;

/**
 * What was found for each search by runs beyond `above`: open still, and not published anew since (then a later run
 * decides). Matches are kept for 40 days, so a longer pause loses what is older.
 */
export const foundFor = (
  tx: EntityManager,
  asked: readonly { searchId: string; above: bigint }[],
): Promise<FoundVacancy[]> =>
  tx.query(
    `select m.search_id as "searchId", m.upto_seq as "uptoSeq", m.total > cardinality(m.vacancy_ids) as cut,
            v.id as "vacancyId", v.seq, v.cluster_id as "clusterId", v.employer_id as "employerId", ${scoreSql('s.tsquery')} as score
       from unnest($1::bigint[], $2::bigint[]) as asked(search_id, above)
       join match m on m.search_id = asked.search_id and m.upto_seq > asked.above
       join search s on s.id = m.search_id
       cross join lateral unnest(m.vacancy_ids) as found(id)
       join vacancy v on v.id = found.id
        and v.closed_at is null and v.seq > asked.above and v.seq <= m.upto_seq`,
    [asked.map(({ searchId }) => searchId), asked.map(({ above }) => above.toString())],
  );
