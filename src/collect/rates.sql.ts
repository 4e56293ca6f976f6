import type { DataSource } from 'typeorm';
import type { RateOf } from './normalise/pay.js';

/** The rates of the day of `now` (in Moscow, where they are set), or of the last day before it that has one. */
export async function ratesOf(db: DataSource, now: Date): Promise<RateOf> {
  const rows: { currency: string; rub: string }[] = await db.query(
    `select distinct on (currency) currency, rub from rate
      where day <= ($1::timestamptz at time zone 'Europe/Moscow')::date order by currency, day desc`,
    [now],
  );
  const rates = new Map([['RUB', 1], ...rows.map(({ currency, rub }) => [currency, Number(rub)] as const)]);
  return (currency) => rates.get(currency);
}
