import type { EntityManager } from 'typeorm';

/** A vacancy as a list or its own page shows it: as stated, with the names of what it points to. */
export interface VacancyRow {
  id: string;
  clusterId: string;
  title: string;
  employer: string | null;
  employerId: number | null;
  /** Posted by an agency for somebody else. */
  agency: boolean;
  url: string | null;
  /** Labels of catalogue cities, else the place as written. */
  places: string[];
  payFrom: number | null;
  payTo: number | null;
  payCurrency: string | null;
  payGross: boolean | null;
  payPeriod: string | null;
  /** Roubles a month, the greater end; null where pay was not stated or is not monthly. */
  payMonthRub: number | null;
  experience: string;
  schedule: string[];
  employment: string[];
  workFormat: string[];
  skills: string[];
  body: string;
  publishedAt: Date | null;
  firstSeenAt: Date;
  closedAt: Date | null;
  /** The source's title, or the name it was imported under. */
  source: string;
  demo: boolean;
}

const COLUMNS = `
  v.id, v.cluster_id as "clusterId", v.title, v.employer_name as employer, v.employer_id as "employerId", v.agency, v.url,
  coalesce(
    (select array_agg(p.label order by array_position(v.place_ids, p.id)) from place p where p.id = any(v.place_ids)),
    case when v.place_text is null then '{}' else array[v.place_text] end
  ) as places,
  v.pay_from::float8 as "payFrom", v.pay_to::float8 as "payTo", v.pay_currency as "payCurrency",
  v.pay_gross as "payGross", v.pay_period as "payPeriod", v.pay_month_rub as "payMonthRub",
  v.experience, v.schedule, v.employment, v.work_format as "workFormat", v.skills, v.body, v.published_at as "publishedAt",
  v.first_seen_at as "firstSeenAt", v.closed_at as "closedAt",
  coalesce(s.title, s.name) as source, s.demo`;

/** The vacancies of `ids` in that order; ids without a row are left out. */
export const selectVacancies = (tx: EntityManager, ids: string[]): Promise<VacancyRow[]> =>
  tx.query(
    `select ${COLUMNS}
       from unnest($1::bigint[]) with ordinality as wanted (id, at)
       join vacancy v on v.id = wanted.id
       join source s on s.id = v.source_id
      order by wanted.at`,
    [ids],
  );

/** Open postings of a cluster beside its leader. */
export interface Copy {
  clusterId: string;
  id: string;
  url: string | null;
  source: string;
  employer: string | null;
  places: string[];
}

/** The open postings of `clusterIds`, but not those of `ids`; by cluster, source and id. */
export const selectCopies = (tx: EntityManager, clusterIds: string[], ids: string[]): Promise<Copy[]> =>
  tx.query(
    `select v.cluster_id as "clusterId", v.id, v.url, coalesce(s.title, s.name) as source,
            v.employer_name as employer,
            coalesce(
              (select array_agg(p.label order by p.population desc) from place p where p.id = any(v.place_ids)),
              array_remove(array[v.place_text], null)) as places
       from vacancy v join source s on s.id = v.source_id
      where v.cluster_id = any($1::bigint[]) and v.id <> all($2::bigint[]) and v.closed_at is null
      order by v.cluster_id, source, v.id`,
    [clusterIds, ids],
  );
