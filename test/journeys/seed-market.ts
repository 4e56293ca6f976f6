import { readFileSync } from 'node:fs';

/** A row of the page that this grew from: a city, its pay in roubles a month, and its numbers of vacancies. */
export interface CityRow {
  city: string;
  mean: number;
  median: number;
  withPay: number;
  total: number;
}

/** The whole country's figures on that page: 846 of the vacancies with pay lie outside the 112 cities. */
export const COUNTRY = { mean: 98_568, median: 79_000, withPay: 42_470 };

/** catalogue/demo-pay-by-city.csv has the page's table. */
export function readCityRows(): CityRow[] {
  const csv = readFileSync(new URL('../../catalogue/demo-pay-by-city.csv', import.meta.url), 'utf8');
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [city, ...figures] = line.split(',');
      const [mean, median, withPay, total] = figures.map(Number);
      // One city of the page lacks the space before its region.
      return {
        city: city!.replace(/(?<! )\(/, ' ('),
        mean: mean!,
        median: median!,
        withPay: withPay!,
        total: total!,
      };
    });
}

/** Sums of pay that add up to `sum`: most are the median, what is missing is spread over the greatest of them. */
export function sumsOf({ median, withPay }: Pick<CityRow, 'median' | 'withPay'>, sum: number): number[] {
  const sums = new Array<number>(withPay).fill(median);
  // Where the country's own median must not move a quarter of the sums may be above it, elsewhere all of the upper half.
  const upper = median > COUNTRY.median ? withPay - Math.floor(withPay / 2) - 1 : Math.floor(withPay / 4);
  const missing = sum - median * withPay;
  for (let i = 0; i < upper; i++) {
    sums[withPay - 1 - i]! += Math.floor(missing / upper) + (i < missing % upper ? 1 : 0);
  }
  return sums;
}

/** The sums outside the cities, which bring the country to its mean. */
export function sumsElsewhere(rows: readonly CityRow[]): number[] {
  const inCities = rows.reduce((all, { withPay }) => all + withPay, 0);
  const paidInCities = rows.reduce((all, { mean, withPay }) => all + mean * withPay, 0);
  return sumsOf(
    { median: COUNTRY.median, withPay: COUNTRY.withPay - inCities },
    COUNTRY.mean * COUNTRY.withPay - paidInCities,
  );
}

/** A feed as `ndjson` that has exactly the page's figures; every vacancy is of another employer, so none is a copy. */
export function* seedFeed(): Generator<string> {
  const rows = readCityRows();
  let id = 0;
  const posting = (city: string, pay: number | null) => {
    id += 1;
    const place = city === '' ? {} : { city };
    const salary = pay === null ? {} : { salary_from: pay, salary_to: pay, currency: 'RUB' };
    const words = { title: 'Менеджер по работе с клиентами', employer: `Ромашка № ${id}` };
    return `${JSON.stringify({ id: String(id), ...words, ...place, ...salary, description: `Звонить ${id}.` })}\n`;
  };
  for (const row of rows) {
    for (const pay of sumsOf(row, row.mean * row.withPay)) yield posting(row.city, pay);
    for (let i = row.withPay; i < row.total; i++) yield posting(row.city, null);
  }
  for (const pay of sumsElsewhere(rows)) yield posting('', pay);
}
