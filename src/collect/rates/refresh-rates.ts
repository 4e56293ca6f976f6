import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Log } from '../../kit/log.js';
import { ensureTicks, finishTick, takeTick } from '../../store/tick.sql.js';
import { faultSentence, isKnownFault } from '../faults.js';
import { PoliteFetch, type PoliteOptions } from '../fetch/polite-fetch.js';
import { type TakenRates, takeRates } from './take-rates.js';

/** Where rates are asked, and how. */
export interface RatesSource extends Pick<PoliteOptions, 'publicUrl' | 'signal' | 'timeout' | 'wait'> {
  url: URL;
  /** The host may lie in a private net. */
  trusted?: boolean;
}

const HOUR = 3_600_000;
// The Bank sets a new day's rates once, in the afternoon of the day before.
const EVERY = 6 * HOUR;
const AFTER_A_FAULT = HOUR;
const LEASE = 10 * 60_000;
const TICK = 'rates';

/**
 * Asks for the rates where they are due: every six hours, an hour after a fault. One process does it. A fault is logged
 * and no more: the rates of the last day that has some stay in use. Answers what was taken, null where nothing was.
 */
export async function refreshRates(
  { db, log }: { db: DataSource; log: Log },
  source: RatesSource,
  now: Date,
): Promise<TakenRates | null> {
  const owner = randomUUID();
  await ensureTicks(db, [TICK], now);
  const leaseUntil = new Date(now.getTime() + LEASE);
  if (!(await takeTick(db, { name: TICK, owner, now, leaseUntil }))) return null;
  let next = AFTER_A_FAULT;
  try {
    const taken = await fetchRates(db, source, now);
    log.info({ ...taken }, 'rates taken');
    next = EVERY;
    return taken;
  } catch (error) {
    source.signal?.throwIfAborted();
    log.warn({ fault: faultSentence(error), ...(!isKnownFault(error) && { err: error }) }, 'rates not taken');
    return null;
  } finally {
    await finishTick(db, { name: TICK, owner, nextAt: new Date(now.getTime() + next) });
  }
}

/** Asks for the rates now. Throws FeedError with a sentence. */
export async function fetchRates(db: DataSource, source: RatesSource, now: Date): Promise<TakenRates> {
  const { url, trusted = false, ...asking } = source;
  const fetcher = new PoliteFetch({ timeout: 15_000, ...asking, trusted });
  try {
    return await takeRates(db, oneText(await fetcher.text(url)), now);
  } finally {
    await fetcher.close();
  }
}

async function* oneText(text: string): AsyncGenerator<string> {
  yield text;
}
