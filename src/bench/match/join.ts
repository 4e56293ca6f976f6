import type pg from 'pg';
import type { Found, SearchRow } from './found.sql.js';

/** What a row of `match` keeps of the ids. */
export const MOST_IDS = 1_000;

// One statement's worth: larger gains nothing.
const BATCH = 500;

/** The peer that joins whole batches of searches with the vacancies: the exact count, and up to 1,000 newest ids. */
export async function joinAll(client: pg.Client, searches: readonly SearchRow[]): Promise<Found[]> {
  const found: Found[] = [];
  for (let at = 0; at < searches.length; at += BATCH) {
    const batch = searches.slice(at, at + BATCH);
    const withWords = batch.filter(({ tsquery }) => tsquery !== null);
    const withoutWords = batch.filter(({ tsquery }) => tsquery === null);
    found.push(...(await client.query(WITH_WORDS, [JSON.stringify(withWords), MOST_IDS])).rows);
    found.push(...(await client.query(WITHOUT_WORDS, [JSON.stringify(withoutWords), MOST_IDS])).rows);
  }
  return found;
}

// The filters of language/filters' filterSql over columns, so that one statement serves all. Two statements, for with
// an "or tsquery is null" the planner would not use the index for anybody.
const statement = (words: string) => `
  with asked as (
    select s.id, s.tsquery::tsquery as words, f.*
      from jsonb_to_recordset($1::jsonb) as s(id bigint, tsquery text, filters jsonb)
      cross join lateral jsonb_to_record(s.filters) as f(
        "places" integer[], "cityNames" text[], "payFrom" integer, "onlyWithPay" boolean, "experience" text[],
        "schedule" text[], "employment" text[], "excludeEmployers" integer[], "noAgencies" boolean)
  )
  select a.id as search_id, count(*)::integer as total,
         (array_agg(v.id order by v.seq desc))[1:$2] as vacancy_ids
    from asked a join bench_window v on ${words}
   where ((a."places" is null and a."cityNames" is null)
          or v.place_ids && a."places" or v.city_key = any(a."cityNames"))
     and (a."payFrom" is null or v.pay_month_rub >= a."payFrom"
          or (v.pay_month_rub is null and a."onlyWithPay" is not true))
     and (a."onlyWithPay" is not true or v.pay_month_rub is not null)
     and (a."experience" is null or v.experience = any(a."experience"))
     and (a."schedule" is null or v.schedule && array_remove(a."schedule", 'unknown')
          or ('unknown' = any(a."schedule") and v.schedule = '{}'))
     and (a."employment" is null or v.employment && array_remove(a."employment", 'unknown')
          or ('unknown' = any(a."employment") and v.employment = '{}'))
     and (a."excludeEmployers" is null or v.employer_id is null or v.employer_id <> all(a."excludeEmployers"))
     and (a."noAgencies" is not true or not v.agency)
   group by a.id`;

const WITH_WORDS = statement('v.document @@ a.words');
const WITHOUT_WORDS = statement('true');
