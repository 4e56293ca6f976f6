import type { EntityManager } from 'typeorm';
import { filterSql } from '../language/filters.js';
import type { ReadSearch } from '../language/read-search.js';
import { REPRESENTATIVE_FIRST } from '../language/representative.js';
import type { Facets } from './counts.js';
import { openFitsSql, type SqlText } from './fits.sql.js';

const DAY = 24 * 3600 * 1000;

/** What "a week" is made of: clusters first seen after `since`, over `weeks`; none before `from` is looked at. */
export interface Period {
  from: Date;
  since: Date;
  now: Date;
  weeks: number;
}

/** The last 28 days, or the last 7 while no vacancy is older than 28. */
export async function selectPeriod(tx: EntityManager, now: Date): Promise<Period> {
  const [month, week] = [28, 7].map((days) => new Date(now.getTime() - days * DAY)) as [Date, Date];
  const [row]: { old: boolean }[] = await tx.query(
    'select exists (select from vacancy where first_seen_at <= $1) as old',
    [month],
  );
  return row?.old
    ? { from: month, since: month, now, weeks: 4 }
    : { from: month, since: week, now, weeks: 1 };
}

/** A row for each vacancy, open or closed, of the clusters that an alert would have brought within the period. */
function newsSql({ tsquery, filters }: ReadSearch, { from, since, now }: Period): SqlText {
  const asked = filterSql(filters, 5);
  return {
    text: `
      select * from (
        select v.cluster_id, v.place_ids, v.experience, v.schedule, v.employment, v.employer_id, v.pay_month_rub,
               min(v.first_seen_at) over (partition by v.cluster_id) as first
          from vacancy v
         where v.first_seen_at > $2::timestamptz and v.first_seen_at <= $4::timestamptz
           and ($1::text is null or v.document @@ $1::tsquery) and ${asked.text}
      ) seen where first > $3::timestamptz`,
    values: [tsquery, from, since, now, ...asked.values],
  };
}

/** How many clusters an alert would have brought within the period. */
export async function countNews(tx: EntityManager, read: ReadSearch, period: Period): Promise<number> {
  const { text, values } = newsSql(read, period);
  const [row]: { n: number }[] = await tx.query(
    `select count(distinct cluster_id)::int as n from (${text}) news`,
    values,
  );
  return row?.n ?? 0;
}

/** How many open clusters fit. */
export async function countOpen(tx: EntityManager, read: ReadSearch): Promise<number> {
  const { text, values } = openFitsSql(read);
  const [row]: { n: number }[] = await tx.query(
    `select count(distinct v.cluster_id)::int as n from vacancy v where ${text}`,
    values,
  );
  return row?.n ?? 0;
}

/** The facets of an alert, in clusters within the whole period. */
export async function selectFacets(
  tx: EntityManager,
  read: ReadSearch,
  period: Period,
): Promise<Omit<Facets, 'inTitle'>> {
  const { text, values } = newsSql(read, period);
  const [row]: { facets: Omit<Facets, 'inTitle'> }[] = await tx.query(
    `with news as materialized (${text}), ${THRESHOLDS}
     select json_build_object(
       'perWeek', (select count(distinct cluster_id) from news),
       'places', ${counted('id', 'unnest(place_ids)', 10)},
       'experience', ${counted('value', 'experience')},
       'schedule', ${counted('value', listed('schedule'))},
       'employment', ${counted('value', listed('employment'))},
       'employers', ${counted('id', 'employer_id', 5)},
       'pay', (${PAY}),
       'withPay', (select count(distinct cluster_id) from news where pay_month_rub is not null)
     ) as facets`,
    values,
  );
  return row!.facets;
}

/** Clusters by each value of an expression over `news`, the most first. */
const counted = (name: string, value: string, most?: number): string => `(
  select coalesce(json_agg(json_build_object('${name}', value, 'n', n) order by n desc, value), '[]') from (
    select value, count(distinct cluster_id) as n from (select cluster_id, ${value} as value from news) one
     where value is not null group by value order by n desc, value ${most === undefined ? '' : `limit ${most}`}
  ) top)`;

/** A vacancy that states none is one of the unknown. */
const listed = (column: string): string =>
  `unnest(case ${column} when '{}' then array['unknown'] else ${column} end)`;

// Quartiles of the pay of clusters, each by its best member; rounded down, so that each leaves somebody who pays it.
const THRESHOLDS = `
  threshold as (
    select distinct pay / 10000 * 10000 as pay_from
      from unnest((
        select percentile_disc(array[0.25, 0.5, 0.75]) within group (order by best)
          from (select max(pay_month_rub) as best from news where pay_month_rub is not null group by cluster_id) paid
      )) as pay
  )`;

const PAY = `
  select coalesce(json_agg(json_build_object('from', pay_from, 'n', n) order by pay_from), '[]') from (
    select pay_from, count(distinct cluster_id) as n
      from threshold join news on pay_month_rub is null or pay_month_rub >= pay_from
     where pay_from > 0 group by pay_from
  ) above`;

/** Ids of the newest open vacancies that fit: of each cluster its representative, the cluster first seen last first. */
export async function selectNewest(tx: EntityManager, read: ReadSearch, limit: number): Promise<string[]> {
  const { text, values } = openFitsSql(read);
  const rows: { id: string }[] = await tx.query(
    `select (array_agg(id order by ${REPRESENTATIVE_FIRST}))[1] as id from vacancy v where ${text}
      group by v.cluster_id order by min(v.first_seen_at) desc, id desc limit $${values.length + 1}`,
    [...values, limit],
  );
  return rows.map(({ id }) => id);
}
