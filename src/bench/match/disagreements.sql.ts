import type { DataSource } from 'typeorm';
import type { Found } from './found.sql.js';

/** What was matched of these searches, the newest run first; a search whose finds were cut has fewer ids than its total. */
export const matchRows = (db: DataSource, searchIds: readonly string[]): Promise<Found[]> =>
  db.query(
    'select search_id, total, vacancy_ids from match where search_id = any($1::bigint[]) order by upto_seq desc',
    [searchIds],
  );

/** Of one search: how much was found, how many of the ids were kept, and what they add up to where they were seen. */
export interface MatchedSum {
  search_id: string;
  total: number;
  kept: number;
  seen: number;
  sum: number;
  mix: number;
}

/** Sums over all that was matched. Two lists that differ would have to collide in number, sum and mix. */
export async function matchedSums(db: DataSource, seen: readonly number[]): Promise<MatchedSum[]> {
  await db.query('drop table if exists bench_seen');
  await db.query('create unlogged table bench_seen as select id from unnest($1::bigint[]) as id', [seen]);
  await db.query('vacuum (analyze) bench_seen, match');
  return db.query(SUMS, [MIX_TIMES, MIX_OF]);
}

const MIX_TIMES = 7_919;
const MIX_OF = 1_000_003;

/** The part of a vacancy's id that is xored; ids here stay far below 2^53 / 7,919. */
export const mixOf = (id: number): number => (id * MIX_TIMES) % MIX_OF;

const SUMS = `
  select m.search_id, m.total, m.kept, coalesce(s.seen, 0) as seen, coalesce(s.sum, 0)::float8 as sum,
         coalesce(s.mix, 0)::integer as mix
    from (select search_id, sum(total)::integer as total, sum(cardinality(vacancy_ids))::integer as kept
            from match group by search_id) m
    left join (select search_id, count(*)::integer as seen, sum(id) as sum, bit_xor(id * $1 % $2) as mix
                 from match cross join lateral unnest(vacancy_ids) as v (id) join bench_seen using (id)
                group by search_id) s using (search_id)`;
