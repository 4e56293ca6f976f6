import type { RawPay } from '../posting.js';

/** A range as the boards of employers state it: figures, ISO currency, and for what length of time. */
export interface BoardPay {
  from: string | null;
  to: string | null;
  currency: string | null;
  /** «per-year-salary», «1 YEAR»; null: not said. */
  interval: string | null;
}

/**
 * The range as pay, or null for a length of time that is no period of ours (two weeks, a quarter): there the figures
 * would be taken for a month's.
 */
export function payOf({ from, to, currency, interval }: BoardPay): RawPay | null {
  const period = interval === null ? null : (INTERVAL.exec(interval)?.[1] ?? null);
  if (interval !== null && period === null) return null;
  return { from, to, currency, period: period === null ? null : period.toLowerCase() };
}

const INTERVAL = /^(?:per-|1 )?(year|month|week|day|hour|one-time)(?:-(?:salary|wage|payment))?$/i;

/** The same in words, for the text of a posting whose pay cannot be said otherwise. */
export function payInWords({ from, to, currency, interval }: BoardPay): string {
  const range = [from, to].filter((end) => end !== null).join(' – ');
  return [range, currency, interval].filter((part) => part !== null && part !== '').join(' ');
}
