import type { EntityManager } from 'typeorm';
import { REPRESENTATIVE_FIRST } from '../language/representative.js';
import type { SqlText } from './fits.sql.js';

/** What one statement tells of a search: how much fits, what it pays, who is hiring, and the ids of one page. */
export interface Overview {
  /** Clusters. */
  total: number;
  /** Postings. */
  vacancies: number;
  /** Clusters first seen since `weekAgo`. */
  newThisWeek: number;
  /** Clusters whose leader states its pay; mean and median of those in roubles a month, null where there are none. */
  withPay: number;
  mean: number | null;
  median: number | null;
  employers: { id: number; name: string; vacancies: number }[];
  /** The cities with the most; pay in roubles a month. */
  cities: CityFigures[];
  page: { id: string; score: number }[];
}

export interface CityFigures {
  id: number;
  label: string;
  total: number;
  withPay: number;
  mean: number | null;
  median: number | null;
}

export interface OverviewRequest {
  fits: SqlText;
  weekAgo: Date;
  monthAgo: Date;
  limit: number;
  offset: number;
}

/**
 * One scan of what fits answers everything. A cluster counts once and is shown by the one of its fitting members that stands for it
 * (language/representative.ts), so that its city is one that was asked for. Best first: `score` of `fits`, then the younger id, so that pages never overlap.
 */
export async function selectOverview(tx: EntityManager, request: OverviewRequest): Promise<Overview> {
  const { fits, weekAgo, monthAgo, limit, offset } = request;
  const at = fits.values.length;
  const rows: Overview[] = await tx.query(
    `with fit as materialized (${fits.text}),
     leader as materialized (
       select distinct on (cluster_id) id, cluster_id, score, pay_point_rub, employer_id, place_ids,
              min(first_seen_at) over (partition by cluster_id) as first_seen_at
         from fit order by cluster_id, ${REPRESENTATIVE_FIRST}
     )
     select (select count(*)::int from leader) as total,
            (select count(*)::int from fit) as vacancies,
            (select count(*)::int from leader where first_seen_at > $${at + 1}) as "newThisWeek",
            (select count(pay_point_rub)::int from leader) as "withPay",
            (select round(avg(pay_point_rub))::int from leader) as mean,
            (select round(percentile_cont(0.5) within group (order by pay_point_rub))::int from leader) as median,
            (${EMPLOYERS.replace('$month', `$${at + 2}`)}) as employers,
            (${CITIES}) as cities,
            (${PAGE.replace('$limit', `$${at + 3}`).replace('$offset', `$${at + 4}`)}) as page`,
    [...fits.values, weekAgo, monthAgo, limit, offset],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('A statement without a from clause answered no row.');
  return row;
}

const EMPLOYERS = `
  select coalesce(json_agg(top), '[]') from (
    select e.id, e.name, most.vacancies
      from (
        select employer_id, count(*)::int as vacancies from leader
         where employer_id is not null and first_seen_at > $month
         group by employer_id order by vacancies desc, employer_id limit 8
      ) most
      join employer e on e.id = most.employer_id
     order by most.vacancies desc, e.id
  ) top`;

const CITIES = `
  select coalesce(json_agg(top), '[]') from (
    select p.id, p.label, most.total, most."withPay", most.mean, most.median
      from (
        select place_id, count(*)::int as total, count(pay_point_rub)::int as "withPay",
               round(avg(pay_point_rub))::int as mean,
               round(percentile_cont(0.5) within group (order by pay_point_rub))::int as median
          from leader, unnest(place_ids) as place_id
         group by place_id order by total desc, place_id limit 8
      ) most
      join place p on p.id = most.place_id
     order by most.total desc, p.id
  ) top`;

const PAGE = `
  select coalesce(json_agg(json_build_object('id', id::text, 'score', score) order by score desc, id desc), '[]')
    from (select id, score from leader order by score desc, id desc limit $limit offset $offset) shown`;
