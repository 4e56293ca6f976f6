import type { EntityManager } from 'typeorm';
import { filterSql } from '../language/filters.js';
import { rankSql } from '../language/rank-sql.js';
import type { FoundVacancy, OpenSearch } from './found.sql.js';
import { readOnce } from './read-once.js';

/** Enough to choose ten of, after what was told before and copies have gone. */
const MOST = 200;

/** The newest vacancies of the last seven days that fit a search, asked directly: a first digest looks back. */
export async function previewOf(tx: EntityManager, search: OpenSearch, now: Date): Promise<FoundVacancy[]> {
  const read = readOnce(search);
  const filter = filterSql(read.filters, 5);
  const score = rankSql(read, { now, firstParam: 5 + filter.values.length });
  const words = read.tsquery === null ? '$2::text is null' : 'v.document @@ $2::tsquery';
  return tx.query(
    `select $3::text as "searchId", v.seq as "uptoSeq", false as cut, v.id as "vacancyId", v.seq,
            v.cluster_id as "clusterId", v.employer_id as "employerId", v.standing, ${score.text} as score
       from vacancy v
      where v.first_seen_at > $1::timestamptz - interval '7 days' and v.first_seen_at <= $1
        and v.closed_at is null and v.seq is not null and ${words} and ${filter.text}
      order by v.seq desc limit $4`,
    [now, read.tsquery, search.searchId, MOST, ...filter.values, ...score.values],
  );
}
