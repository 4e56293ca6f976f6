import type { EntityManager } from 'typeorm';
import { type Filters, filterSql } from '../language/filters.js';
import { REPRESENTATIVE_FIRST } from '../language/representative.js';
import { FEWEST_WITH_PAY } from './few.js';
import { titleQuery } from './title-query.js';
import { windowOf } from './window.js';

/** Pay in roubles a month as stated, by clusters: copies of one job count once. */
export interface Figure {
  /** Clusters seen in the 12 months before the day, and those of them with stated pay. */
  total: number;
  withPay: number;
  /** Null below five vacancies with pay: too few to say. The median is the middle one, or the mean of the middle two. */
  mean: number | null;
  median: number | null;
  /** The 10th and 90th percentiles. */
  p10: number | null;
  p90: number | null;
  /** Who seeks most in the 30 days before, most first. */
  employers: { name: string; vacancies: number }[];
}

/** A search as market needs it: the text as typed (with the excluded words in the filters) and the filters. */
export interface SearchToWeigh {
  id: string;
  query: string;
  filters: Partial<Filters>;
}

export const MOST_EMPLOYERS = 5;

/** Computes one search's figure as of `now`. */
export async function computeFigure(
  tx: EntityManager,
  search: Omit<SearchToWeigh, 'id'>,
  now: Date,
): Promise<Figure> {
  const { test, values } = fitsMarket(search, { firstParam: 5 });
  const { since, recent } = windowOf(now);
  const [row] = await tx.query(statement(test), [now, MOST_EMPLOYERS, since, recent, ...values]);
  const said = row.with_pay >= FEWEST_WITH_PAY;
  return {
    total: row.total,
    withPay: row.with_pay,
    mean: said ? row.mean : null,
    median: said ? row.median : null,
    p10: said ? row.p10 : null,
    p90: said ? row.p90 : null,
    employers: row.employers,
  };
}

/** An SQL test of vacancies aliased `v`: whether they name the search, in the title, and pass its filters. */
export function fitsMarket(
  search: Omit<SearchToWeigh, 'id'>,
  { firstParam }: { firstParam: number },
): { test: string; values: unknown[] } {
  const words = titleQuery(search);
  const filter = filterSql(search.filters, firstParam + 1);
  const named = words === null ? `$${firstParam}::text is null` : `v.document @@ $${firstParam}::tsquery`;
  return { test: `${named} and ${filter.text}`, values: [words, ...filter.values] };
}

// Of a cluster's copies one with stated pay speaks, and of those the representative.
const statement = (test: string) => `
  with seen as (
    select distinct on (v.cluster_id) v.cluster_id, v.pay_point_rub as pay, v.employer_id,
           max(v.first_seen_at) over (partition by v.cluster_id) > $4::timestamptz as recent
      from vacancy v
     where v.seq is not null and v.first_seen_at > $3::timestamptz and v.first_seen_at <= $1::timestamptz and ${test}
     order by v.cluster_id, v.pay_point_rub is null, ${REPRESENTATIVE_FIRST}
  ), top_employer as (
    select e.name, count(*)::integer as vacancies
      from seen join employer e on e.id = seen.employer_id
     where recent group by e.id order by count(*) desc, e.name limit $2
  )
  select count(*)::integer as total, count(pay)::integer as with_pay, round(avg(pay))::integer as mean,
         round(percentile_cont(0.5) within group (order by pay))::integer as median,
         round(percentile_cont(0.1) within group (order by pay))::integer as p10,
         round(percentile_cont(0.9) within group (order by pay))::integer as p90,
         (select coalesce(json_agg(top_employer order by vacancies desc, name), '[]') from top_employer) as employers
    from seen`;
