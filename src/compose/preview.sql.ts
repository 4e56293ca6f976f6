import type { EntityManager } from 'typeorm';
import { filterSql } from '../language/filters.js';
import { rankSql } from '../language/rank-sql.js';
import type { FoundVacancy, OpenSearch } from './found.sql.js';
import { readOnce } from './read-once.js';

/** Enough to choose ten of, after what was told before and copies have gone. */
const MOST = 200;
/** As many as a match keeps. */
const MOST_FOUND = 1000;

/** The newest vacancies of the last seven days that fit a search, asked directly: a first digest looks back. */
export const previewOf = (tx: EntityManager, search: OpenSearch, now: Date): Promise<FoundVacancy[]> =>
  ask(tx, { search, within: RECENT, values: [], most: MOST }, now);

const RECENT = `v.first_seen_at > $1::timestamptz - interval '7 days' and v.first_seen_at <= $1 and v.seq is not null`;

/** What was published in a stretch of `seq` and fits a search that nobody followed then. */
export const foundBetween = (
  tx: EntityManager,
  { search, above, upto }: { search: OpenSearch; above: bigint; upto: bigint },
  now: Date,
): Promise<FoundVacancy[]> =>
  ask(
    tx,
    {
      ...{ search, most: MOST_FOUND },
      ...{ within: 'v.seq > $5::bigint and v.seq <= $6::bigint', values: [`${above}`, `${upto}`] },
    },
    now,
  );

/** Which of these vacancies fit a search as it is by now. */
export async function stillFitting(
  tx: EntityManager,
  { search, vacancyIds }: { search: OpenSearch; vacancyIds: readonly string[] },
  now: Date,
): Promise<ReadonlySet<string>> {
  const asked = { search, within: 'v.id = any($5::bigint[])', values: [vacancyIds], most: vacancyIds.length };
  return new Set((await ask(tx, asked, now)).map(({ vacancyId }) => vacancyId));
}

interface Asked {
  search: OpenSearch;
  /** A condition over the vacancy `v` whose own values begin at $5. */
  within: string;
  values: readonly unknown[];
  most: number;
}

function ask(tx: EntityManager, { search, within, values, most }: Asked, now: Date): Promise<FoundVacancy[]> {
  const read = readOnce(search);
  const filter = filterSql(read.filters, 5 + values.length);
  const score = rankSql(read, { now, firstParam: 5 + values.length + filter.values.length });
  const words = read.tsquery === null ? '$2::text is null' : 'v.document @@ $2::tsquery';
  return tx.query(
    `select $3::text as "searchId", v.seq as "uptoSeq", false as cut, v.id as "vacancyId", v.seq,
            v.cluster_id as "clusterId", v.employer_id as "employerId", v.standing, ${score.text} as score
       from vacancy v
      where ($1::timestamptz is not null and ${within}) and v.closed_at is null and ${words} and ${filter.text}
      order by v.seq desc limit $4`,
    [now, read.tsquery, search.searchId, most, ...values, ...filter.values, ...score.values],
  );
}
