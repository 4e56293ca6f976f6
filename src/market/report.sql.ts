import type { EntityManager } from 'typeorm';
import { NO_FILTERS } from '../language/filters.js';
import { REPRESENTATIVE_FIRST } from '../language/representative.js';
import { FEWEST_WITH_PAY } from './few.js';
import { fitsMarket, type SearchToWeigh } from './figure.sql.js';
import { windowOf } from './window.js';

/** How many jobs there are and what they pay, in roubles a month. */
export interface Pay {
  total: number;
  withPay: number;
  /** Null where fewer than five state their pay. */
  mean: number | null;
  median: number | null;
}

export interface CityPay extends Pay {
  id: number;
  label: string;
}

/** What the market says of a search in the whole country, by the 12 months before `asOf`. */
export interface MarketReport {
  country: Pay;
  /** Most jobs first, all of them. A job that is open in two cities counts in both. */
  cities: CityPay[];
  /** By the month (YYYY-MM, in Moscow) in which a job was first seen, oldest first; months without jobs are left out. */
  months: (Pay & { month: string })[];
  experience: (Pay & { experience: string })[];
  /** How many jobs state which pay, least pay first. */
  pays: { pay: number; jobs: number }[];
}

/** Asks the vacancies that name the search in their title (market/title-query.ts), in all cities, whatever it names. */
export async function marketReport(
  tx: EntityManager,
  { query, filters }: Omit<SearchToWeigh, 'id'>,
  now: Date,
): Promise<MarketReport> {
  const { places, cityNames } = NO_FILTERS;
  const { test, values } = fitsMarket(
    { query, filters: { ...filters, places, cityNames } },
    { firstParam: 4 },
  );
  const [row]: MarketReport[] = await tx.query(statement(test), [
    now,
    FEWEST_WITH_PAY,
    windowOf(now).since,
    ...values,
  ]);
  return row!;
}

// A city without five stated sums has neither mean nor median; so has a month, and an experience.
const PAY = `
  count(*)::integer as total, count(pay)::integer as "withPay",
  case when count(pay) >= $2::integer then round(avg(pay))::integer end as mean,
  case when count(pay) >= $2::integer
       then round(percentile_cont(0.5) within group (order by pay))::integer end as median`;

/** Rows of a select as JSON, [] where there are none. */
const rows = (select: string): string => `(select coalesce(json_agg(r), '[]') from (${select}) r)`;

// Of a cluster's copies one with stated pay speaks, and of those the one that stands for it: in the country, and in
// each city by those that are open there.
const statement = (test: string): string => `
  with fit as materialized (
    select v.id, v.cluster_id, v.pay_point_rub as pay, v.place_ids, v.first_seen_at, v.experience, v.standing
      from vacancy v
     where v.seq is not null and v.first_seen_at > $3::timestamptz and v.first_seen_at <= $1::timestamptz and ${test}
  ), job as materialized (
    select distinct on (cluster_id) cluster_id, pay, experience,
           to_char(min(first_seen_at) over (partition by cluster_id) at time zone 'Europe/Moscow', 'YYYY-MM') as month
      from fit order by cluster_id, pay is null, ${REPRESENTATIVE_FIRST}
  ), local as materialized (
    select distinct on (cluster_id, place_id) place_id, pay
      from fit, unnest(place_ids) as place_id order by cluster_id, place_id, pay is null, ${REPRESENTATIVE_FIRST}
  )
  select (select to_json(r) from (select ${PAY} from job) r) as country,
    ${rows(`select p.id, p.label, c.total, c."withPay", c.mean, c.median from (select place_id, ${PAY} from local group by place_id) c
              join place p on p.id = c.place_id order by c.total desc, c."withPay" desc, p.id`)} as cities,
    ${rows(`select month, ${PAY} from job group by month order by month`)} as months,
    ${rows(`select experience, ${PAY} from job group by experience`)} as experience,
    ${rows('select pay, count(*)::integer as jobs from job where pay is not null group by pay order by pay')} as pays`;
