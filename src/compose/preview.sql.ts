import type { EntityManager } from 'typeorm';
import { filterSql } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import { type FoundVacancy, type OpenSearch, scoreSql } from './found.sql.js';

/** Enough to choose ten of, after what was told before and copies have gone. */
const MOST = 200;

/** The newest vacancies of the last seven days that fit a search, asked directly: a first digest looks back. */
export async function previewOf(tx: EntityManager, search: OpenSearch, now: Date): Promise<FoundVacancy[]> {
  const { tsquery } = readSearch(search);
  const filter = filterSql(search.filters, 5);
  const words = tsquery === null ? '$2::text is null' : 'v.document @@ $2::tsquery';
  return tx.query(
    `select $3::text as "searchId", v.seq as "uptoSeq", false as cut, v.id as "vacancyId", v.seq,
            v.cluster_id as "clusterId", v.employer_id as "employerId",
            ${scoreSql('$2')} as score
       from vacancy v
      where v.first_seen_at > $1::timestamptz - interval '7 days' and v.first_seen_at <= $1
        and v.closed_at is null and v.seq is not null and ${words} and ${filter.text}
      order by v.seq desc limit $4`,
    [now, tsquery, search.searchId, MOST, ...filter.values],
  );
}
