import type { EntityManager } from 'typeorm';
import type { DigestVacancy } from './digest-letter.js';

/** A vacancy as read for the letter, before it is known which searches it is shown for. */
export interface VacancyDetails extends Omit<DigestVacancy, 'clusterId' | 'title' | 'why' | 'searchIds'> {
  title: string;
  skills: string[];
  /** The beginning of its text: enough for a line of why. */
  body: string;
}

/** What the letter shows of these vacancies, by id. `alsoCities` and `alsoSources` speak of open copies only. */
export async function vacancyDetails(
  tx: EntityManager,
  ids: readonly string[],
): Promise<Map<string, VacancyDetails>> {
  const rows: VacancyDetails[] = await tx.query(DETAILS, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

const DETAILS = `
  select v.id, v.title, v.employer_name as employer, v.pay_month_rub as "payMonthRub",
         case when v.pay_from is null and v.pay_to is null then null
              else json_build_object('from', v.pay_from, 'to', v.pay_to, 'currency', v.pay_currency,
                                     'gross', v.pay_gross, 'period', v.pay_period) end as pay,
         coalesce((select array_agg(p.label order by array_position(v.place_ids, p.id))
                     from place p where p.id = any(v.place_ids)),
                  array_remove(array[v.place_text], null)) as places,
         v.experience, v.schedule, v.employment, v.work_format as "workFormat", v.skills, left(v.body, 2000) as body, s.demo,
         copies.sources as "alsoSources", copies.cities as "alsoCities"
    from vacancy v
    join source s on s.id = v.source_id
    cross join lateral (
      select coalesce(array_agg(distinct coalesce(cs.title, cs.name)) filter (where cs.id <> v.source_id), '{}') as sources,
             count(distinct city.name) filter (
               where city.name <> all(v.place_ids::text[]) and city.name is distinct from v.city_key)::integer as cities
        from vacancy c
        join source cs on cs.id = c.source_id
        left join lateral unnest(c.place_ids::text[] || c.city_key) as city (name) on true
       where c.cluster_id = v.cluster_id and c.closed_at is null and c.id <> v.id) copies
   where v.id = any($1::bigint[])`;
