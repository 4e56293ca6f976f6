import type { RawPay } from '../posting.js';
import { cleanLine, cut } from './clean.js';
import { isTooLittle, isYearly, readCurrency } from './currencies.js';
import { type PayPeriod, readPeriod } from './pay-period.js';
import { readGross, readPayText } from './pay-words.js';

/** Pay as stated, in units of `currency` for one `period`, and as roubles a month where that can be said. */
export interface Pay {
  from: number | null;
  to: number | null;
  /** ISO 4217; null where no pay is stated. */
  currency: string | null;
  gross: boolean | null;
  period: PayPeriod | null;
  text: string | null;
  /** The greater end; what filters test. */
  monthRub: number | null;
  /** The middle of the range, or its one end; what figures are made of. */
  pointRub: number | null;
}

/** Roubles for one unit of a currency on the day, or undefined where no rate is known. RUB is 1. */
export type RateOf = (currency: string) => number | undefined;

/**
 * Reads pay by the rules of collecting.md §7. Numbers win over words; 0, «0», «Договорная», «Нет данных» state
 * nothing; a range the wrong way round is turned. Where no currency is named roubles are meant, but not `abroad`: eight
 * million a month in Tashkent are soms, so there the figures are kept as words alone; nor where no month is paid so in
 * roubles (below 5,000 or from 3 million on: of 250 such real vacancies nearly all meant dollars or soms), nor so in the
 * currency named ($45). Without a period a month is meant, but $85,000 are a year's. A year is twelve months; an hour,
 * a shift, a day, a week or a project is no month, and without a rate there are no roubles.
 */
export function normalisePay(
  raw: RawPay | null | undefined,
  rateOf: RateOf,
  { abroad = false }: { abroad?: boolean } = {},
): Pay {
  const written = cleanLine(raw?.text);
  const words = readPayText(written ?? '');
  const ends = [amountOf(raw?.from), amountOf(raw?.to)];
  const stated = ends[0] === null && ends[1] === null ? [words.from, words.to].map(amountOf) : ends;
  const [from, to] = inOrder(stated[0] ?? null, stated[1] ?? null);
  const text = written === null ? null : cut(written, 200);
  if (from === null && to === null) return { ...NOT_STATED, text };
  const named = readCurrency(raw?.currency ?? '') ?? words.currency;
  const said = readPeriod(raw?.period ?? '') ?? readPeriod(raw?.currency ?? '') ?? words.period;
  const most = Math.max(from ?? 0, to ?? 0);
  const unlikely =
    named === null ? most < LEAST_ROUBLES || (from ?? to!) > MOST_ROUBLES : isTooLittle(named, most);
  if ((named === null && (abroad || most < LEAST_AN_HOUR)) || (said === null && unlikely)) {
    return { ...NOT_STATED, text: text ?? rangeInWords(from, to) };
  }
  const currency = named ?? 'RUB';
  const period = said ?? (isYearly(currency, most) ? 'year' : 'month');
  const gross = raw?.gross ?? words.gross ?? readGross(raw?.period ?? '');
  return { from, to, currency, gross, period, text, ...inRoubles({ from, to, period }, rateOf(currency)) };
}

const NOT_STATED = {
  from: null,
  to: null,
  currency: null,
  gross: null,
  period: null,
  monthRub: null,
  pointRub: null,
};

const LEAST_AN_HOUR = 50;
const LEAST_ROUBLES = 5_000;
const MOST_ROUBLES = 3_000_000;

const rangeInWords = (from: number | null, to: number | null): string =>
  from === to ? `${from}` : `${from ?? ''}–${to ?? ''}`;

/** A number, or a text that holds one; 0, less and what nobody earns are null. Two decimals are kept. */
function amountOf(value: number | string | null | undefined): number | null {
  const amount = typeof value === 'string' ? numberIn(value) : (value ?? 0);
  return amount > 0 && amount <= MOST ? Math.round(amount * 100) / 100 : null;
}

/** Tables are exported with «1e+05» too; a sign in words is a dash, but before a lone figure it is a minus. */
function numberIn(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  if (/^\s*[-−+]?\d[\d.]*(?:e[-+]?\d+)?\s*$/i.test(text) && /^\s*[-−]|e/i.test(text)) {
    return Number(text.replace('−', '-'));
  }
  return readPayText(text).from ?? 0;
}

// A hundred billion: ten times a year's pay in the smallest currency of these boards; the column holds twelve digits.
const MOST = 100_000_000_000;

const inOrder = (from: number | null, to: number | null): [number | null, number | null] =>
  from !== null && to !== null && from > to ? [to, from] : [from, to];

function inRoubles(
  { from, to, period }: Pick<Pay, 'from' | 'to' | 'period'>,
  rate: number | undefined,
): Pick<Pay, 'monthRub' | 'pointRub'> {
  const months = period === 'month' ? 1 : period === 'year' ? 12 : null;
  if (months === null || rate === undefined) return { monthRub: null, pointRub: null };
  const roubles = (amount: number) => {
    const rounded = Math.round((amount * rate) / months);
    return rounded > 0 && rounded <= MAX_INTEGER ? rounded : null;
  };
  const ends = [from, to].filter((end) => end !== null);
  return {
    monthRub: roubles(Math.max(...ends)),
    pointRub: roubles(ends.reduce((sum, end) => sum + end, 0) / ends.length),
  };
}

const MAX_INTEGER = 2 ** 31 - 1;
