import type { DataSource } from 'typeorm';
import { latestRates, priceWaiting, storeRates } from './rates.sql.js';
import { type DayRates, readRates } from './read-rates.js';

/** A list of rates that was taken, and how many stored vacancies got their roubles by it. */
export interface TakenRates {
  /** YYYY-MM-DD. */
  day: string;
  currencies: number;
  priced: number;
}

/** Reads and stores a list of rates, then prices what waited for one. Throws FeedError; then nothing was stored. */
export async function takeRates(
  db: DataSource,
  texts: AsyncIterable<string>,
  now: Date,
): Promise<TakenRates> {
  const read: DayRates = await readRates(texts, now);
  await storeRates(db, read);
  return { day: read.day, currencies: read.rates.length, priced: await priceAll(db, now) };
}

const BATCH = 1_000;

/**
 * In batches, each a transaction of its own: who imports meanwhile waits for none. What waits is told by the rows
 * themselves, so that a process that dies here leaves the rest to the next list.
 */
async function priceAll(db: DataSource, now: Date): Promise<number> {
  const rates = await latestRates(db, now);
  let total = 0;
  for (let after: string | null = '0'; after !== null; ) {
    const { last, priced } = await priceWaiting(db, rates, { after, most: BATCH });
    total += priced;
    after = last;
  }
  return total;
}
