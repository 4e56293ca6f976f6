import type { EntityManager } from 'typeorm';
import type { Figure, SearchToWeigh } from './figure.sql.js';

/** Followed searches without a figure of `day` (YYYY-MM-DD), at most `limit`. */
export const searchesToWeigh = (tx: EntityManager, day: string, limit: number): Promise<SearchToWeigh[]> =>
  tx.query(
    `select s.id, s.query, s.filters from search s
      where s.followers > 0
        and not exists (select from market_figure f where f.search_id = s.id and f.as_of >= $1)
      order by s.id limit $2`,
    [day, limit],
  );

export interface Weighed {
  id: string;
  figure: Figure;
}

/** Keeps figures as of `day`, over whatever stood there. */
export async function saveFigures(
  tx: EntityManager,
  day: string,
  weighed: readonly Weighed[],
): Promise<void> {
  const rows = weighed.map(({ id, figure: { withPay, ...figure } }) => ({
    ...figure,
    search_id: id,
    with_pay: withPay,
  }));
  await tx.query(
    `insert into market_figure (search_id, as_of, total, with_pay, mean, median, p10, p90, employers)
     select search_id, $1::date, total, with_pay, mean, median, p10, p90, employers
       from json_populate_recordset(null::market_figure, $2::json)
     on conflict (search_id) do update
       set as_of = excluded.as_of, total = excluded.total, with_pay = excluded.with_pay, mean = excluded.mean,
           median = excluded.median, p10 = excluded.p10, p90 = excluded.p90, employers = excluded.employers`,
    [day, JSON.stringify(rows)],
  );
}

/** The newest figure of each search that has one, by search id. */
export async function figuresFor(
  tx: EntityManager,
  searchIds: readonly string[],
): Promise<Map<string, Figure>> {
  const rows: (Figure & { searchId: string })[] = await tx.query(
    `select search_id as "searchId", total, with_pay as "withPay", mean, median, p10, p90, employers
       from market_figure where search_id = any($1::bigint[])`,
    [searchIds],
  );
  return new Map(rows.map(({ searchId, ...figure }) => [searchId, figure]));
}
