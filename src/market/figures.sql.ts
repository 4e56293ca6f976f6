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

/** Keeps a figure as of `day`, over whatever stood there. */
export async function saveFigure(
  tx: EntityManager,
  searchId: string,
  day: string,
  figure: Figure,
): Promise<void> {
  const { total, withPay, mean, median, p10, p90, employers } = figure;
  await tx.query(
    `insert into market_figure (search_id, as_of, total, with_pay, mean, median, p10, p90, employers)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb)
     on conflict (search_id) do update
       set as_of = excluded.as_of, total = excluded.total, with_pay = excluded.with_pay, mean = excluded.mean,
           median = excluded.median, p10 = excluded.p10, p90 = excluded.p90, employers = excluded.employers`,
    [searchId, day, total, withPay, mean, median, p10, p90, JSON.stringify(employers)],
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
