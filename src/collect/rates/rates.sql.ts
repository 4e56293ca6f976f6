import type { DataSource } from 'typeorm';
import type { RateOf } from '../normalise/pay.js';
import type { DayRates } from './read-rates.js';

/** The rates of the day of `now` (in Moscow, where they are set), or of the last day before it that has one. */
export async function ratesOf(db: DataSource, now: Date): Promise<RateOf> {
  const rates = new Map([
    ['RUB', 1],
    ...(await latestRates(db, now)).map(({ currency, rub }) => [currency, rub] as const),
  ]);
  return (currency) => rates.get(currency);
}

/** What `rate` holds of one currency: the last day up to `now`. */
export interface LatestRate {
  currency: string;
  /** YYYY-MM-DD. */
  day: string;
  rub: number;
}

/** The last rate of every currency up to the day of `now`, by currency. */
export const latestRates = (db: DataSource, now: Date): Promise<LatestRate[]> =>
  db.query(
    `select distinct on (currency) currency, day::text, rub::float8 from rate
      where day <= ($1::timestamptz at time zone 'Europe/Moscow')::date order by currency, day desc`,
    [now],
  );

/** Stores the rates of a day; those that it had before are replaced. */
export const storeRates = (db: DataSource, { day, rates }: DayRates): Promise<unknown> =>
  db.query(
    `insert into rate (currency, day, rub)
     select given.currency, $1, given.rub from unnest($2::text[], $3::float8[]) as given (currency, rub)
     on conflict (currency, day) do update set rub = excluded.rub`,
    [day, rates.map(({ currency }) => currency), rates.map(({ rub }) => rub)],
  );

/** What one batch of `priceWaiting` did: the last id it looked at (null: there was none), and how many it priced. */
export interface Priced {
  last: string | null;
  priced: number;
}

/**
 * Gives up to `most` vacancies beyond the id `after`, stored when their currency had no rate, their roubles a month, by
 * the arithmetic of pay.ts. A row that an import is writing just now is left to it.
 */
export async function priceWaiting(
  db: DataSource,
  rates: readonly LatestRate[],
  { after, most }: { after: string; most: number },
): Promise<Priced> {
  const [row] = await db.query(PRICE, [
    after,
    rates.map(({ currency }) => currency),
    rates.map(({ rub }) => rub),
    most,
  ]);
  return row;
}

// `changed_in` is set by the trigger on pay_month_rub, so that indexes of vacancies see it; `seq` stays: nobody is told.
const PRICE = `
  with due as (
    select v.id, given.rub / case v.pay_period when 'year' then 12 else 1 end as month_rub
      from vacancy v join unnest($2::text[], $3::numeric[]) as given (currency, rub) on given.currency = v.pay_currency
     where v.pay_month_rub is null and v.pay_currency <> 'RUB' and v.pay_period in ('month', 'year') and v.id > $1
     order by v.id limit $4
     for update of v skip locked
  ), sums as (
    select v.id, round(greatest(v.pay_from, v.pay_to) * due.month_rub) as most,
           round((coalesce(v.pay_from, v.pay_to) + coalesce(v.pay_to, v.pay_from)) / 2 * due.month_rub) as point
      from vacancy v join due using (id)
  ), priced as (
    update vacancy v set pay_month_rub = sums.most, pay_point_rub = nullif(sums.point, 0)
      from sums where v.id = sums.id and sums.most between 1 and 2147483647
    returning v.id
  )
  select (select max(id) from due) as last, (select count(*)::integer from priced) as priced`;
