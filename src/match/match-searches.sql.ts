import type { EntityManager } from 'typeorm';
import type { Filters } from '../language/filters.js';

/** A search to be matched: its tsquery (null: only filters speak) and canonical filters, as the table has them. */
export interface SearchToMatch {
  id: string;
  tsquery: string | null;
  filters: Partial<Filters>;
}

/** What the open window has for one search: the true count, and the newest vacancies' ids, newest first. */
export interface Found {
  search_id: string;
  total: number;
  vacancy_ids: string[];
}

/** Beyond this many the row is cut, and the letter says how to narrow the search. */
export const MOST_IDS = 1000;

/**
 * Asks the window that `openWindow` made for a whole batch of searches at once. "Fits" is the document against the
 * tsquery and language/filters' filterSql, written here over columns so that one statement serves all; a test holds
 * the two to the same answer. Searches that find nothing have no row.
 */
export async function matchSearches(tx: EntityManager, searches: readonly SearchToMatch[]): Promise<Found[]> {
  const withWords = searches.filter((search) => search.tsquery !== null);
  const withoutWords = searches.filter((search) => search.tsquery === null);
  const found: Found[] = [];
  if (withWords.length > 0)
    found.push(...(await tx.query(WITH_WORDS, [JSON.stringify(withWords), MOST_IDS])));
  if (withoutWords.length > 0)
    found.push(...(await tx.query(WITHOUT_WORDS, [JSON.stringify(withoutWords), MOST_IDS])));
  return found;
}

// Two statements, for with an "or tsquery is null" the planner would not use the index for anybody.
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
    from asked a join fresh v on ${words}
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
