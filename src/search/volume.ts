import type { DataSource } from 'typeorm';
import { filterSql } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import { quickly } from './quickly.js';
import type { SearchRequest } from './search-request.js';

const DAY = 24 * 3600 * 1000;

/**
 * How many new clusters a week an alert would bring, as a whole number: those first seen in the last 28 days, divided
 * by 4, or in the last 7 while the service is younger than that. Closed ones count, they were news too. Null when the
 * search asks nothing or took too long.
 */
export async function volumePerWeek(
  db: DataSource,
  request: SearchRequest,
  now: Date,
): Promise<number | null> {
  const read = readSearch(request);
  if (read.refused !== null) return null;
  const asked = filterSql(read.filters, 5);
  const [month, week] = [28, 7].map((days) => new Date(now.getTime() - days * DAY));
  const rows = await quickly<{ month: number; week: number; old: boolean }[]>(db, (tx) =>
    tx.query(COUNT.replace('$filters', asked.text), [read.tsquery, month, week, now, ...asked.values]),
  );
  const [counted] = rows ?? [];
  if (counted === undefined) return null;
  return counted.old ? Math.round(counted.month / 4) : counted.week;
}

const COUNT = `
  with first as (
    select v.cluster_id, min(v.first_seen_at) as at
      from vacancy v
     where v.first_seen_at > $2::timestamptz and v.first_seen_at <= $4::timestamptz
       and ($1::text is null or v.document @@ $1::tsquery) and $filters
     group by v.cluster_id
  )
  select count(*)::int as month, (count(*) filter (where at > $3::timestamptz))::int as week,
         exists (select from vacancy where first_seen_at <= $2::timestamptz) as old
    from first`;
