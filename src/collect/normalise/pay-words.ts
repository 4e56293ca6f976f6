import { foldWords } from './clean.js';

export type PayPeriod = 'month' | 'shift' | 'hour' | 'year' | 'week' | 'project';

/** What a statement of pay says: «от 90 000 до 120 000 ₽ за месяц, на руки». Absent parts are null. */
export interface PayWords {
  from: number | null;
  to: number | null;
  currency: string | null;
  period: PayPeriod | null;
  gross: boolean | null;
}

/** Reads a statement of pay in words. A single figure without «от» or «до» is both ends. */
export function readPayText(written: string): PayWords {
  const text = foldWords(written).slice(0, MAX_READ);
  const ends = /\d/.test(text) ? readEnds(text) : { from: null, to: null };
  return { ...ends, currency: readCurrency(text), period: readPeriod(text), gross: readGross(text) };
}

const MAX_READ = 500;

const FIGURE =
  /(?<![\d.,/])(\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d+)(?:[.,](\d{1,2})(?!\d))?\s*(тыс|т\.?\s?р|млн|к(?![а-я])|k(?![a-z])|m(?![a-z]))?/gu;
const TIMES: Record<string, number> = { т: 1_000, к: 1_000, k: 1_000, м: 1_000_000, m: 1_000_000 };

interface Figure {
  amount: number;
  times: number;
  at: number;
}

function readEnds(text: string): Pick<PayWords, 'from' | 'to'> {
  const [first, second] = figuresOf(text);
  if (first === undefined) return { from: null, to: null };
  const before = text.slice(0, first.at);
  if (second === undefined || !joins(text.slice(first.at, second.at))) {
    if (/(?:до|to|up to|по|max|<)\s*[^\d\s]?\s*$/u.test(before)) return { from: null, to: stated(first) };
    const least =
      /(?:от|from|min|с|>)\s*[^\d\s]?\s*$/u.test(before) ||
      /^[\d\s.,]*\S{0,4}\s*\+/u.test(text.slice(first.at));
    return { from: stated(first), to: least ? null : stated(first) };
  }
  // «100-150к»: the multiplier stands once and means both.
  const shared = first.times === 1 && second.times > 1 && first.amount < 1_000 ? second.times : first.times;
  return { from: stated({ ...first, times: shared }), to: stated(second) };
}

const stated = ({ amount, times }: Figure): number | null => (amount > 0 ? amount * times : null);

/** Whether two figures are one range: «100 000 - 150 000», «от … ₽ до …»; not «50 000 ₽, график 2/2». */
const joins = (between: string): boolean =>
  /^[\d\s.,]*[^\d,;]{0,12}?(?:-|до|to|\.\.\.?|…)\s*[^\d\s]?\s*$/u.test(between);

function figuresOf(text: string): Figure[] {
  return [...text.matchAll(FIGURE)].slice(0, 2).map((found) => ({
    amount: Number(`${found[1]!.replace(/\D/g, '')}.${found[2] ?? '0'}`),
    times: found[3] === undefined ? 1 : (TIMES[found[3][0]!] ?? 1),
    at: found.index,
  }));
}

// In this order: «бел. руб.» is not a Russian rouble, «сомони» not a som.
const CURRENCIES: [string, RegExp][] = [
  // BYR left in 2016; the boards go on writing it for the rouble of today.
  ['BYN', /\b(?:byr|byn|br)\b|бел\.? ?руб|белорусск/u],
  ['RUB', /\b(?:rur|rub)\b|руб|₽|(?<![а-я])р\./u],
  ['USD', /\busd\b|\$|долл/u],
  ['EUR', /\beur\b|€|евро/u],
  ['KZT', /\bkzt\b|₸|тенге|(?<![а-я])тг(?![а-я])/u],
  ['UAH', /\buah\b|₴|грн|гривн/u],
  ['UZS', /\buzs\b|(?<![а-я])сум(?![а-я])|so.m\b/u],
  ['TJS', /\btjs\b|сомони/u],
  ['KGS', /\bkgs\b|(?<![а-я])сом(?![а-я])/u],
  ['GEL', /\bgel\b|₾|лари/u],
  ['AZN', /\bazn\b|₼|манат/u],
  ['AMD', /\bamd\b|֏|драм/u],
  ['GBP', /\bgbp\b|£/u],
  ['CNY', /\bcny\b|юан/u],
];

/** The currency that a text names (ISO 4217), or null. Three letters that are no word of ours are taken as a code. */
export function readCurrency(written: string): string | null {
  const text = foldWords(written);
  const known = CURRENCIES.find(([, words]) => words.test(text))?.[0];
  return known ?? (/^[A-Za-z]{3}$/.test(written.trim()) ? written.trim().toUpperCase() : null);
}

const PERIODS: [PayPeriod, RegExp][] = [
  ['hour', /(?:за|в|\/) ?час|час(?:ов)?ая|(?<![а-яa-z])час(?![а-я])|\bhour|\bhr\b|per_hour/u],
  ['shift', /смен[уыа](?![а-я])|(?:за|в|\/) ?(?:день|сутки)|\bshift|\bday\b|daily|\/ ?сут/u],
  ['week', /недел|\bweek/u],
  ['year', /(?:за|в|\/) ?год|\byear|annual|annum|\/ ?yr/u],
  ['project', /проект|за (?:услугу|объем|заказ|рейс|вахту)|\bproject|\bservice\b|fly_in_fly_out/u],
  ['month', /мес|\bmonth/u],
];

/** What the pay is paid for, or null. */
export function readPeriod(written: string): PayPeriod | null {
  const text = foldWords(written);
  return PERIODS.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** True before income tax, false on hand, null unsaid. */
export function readGross(written: string): boolean | null {
  const text = foldWords(written);
  if (/на руки|после (?:вычета|налог)|\bnet\b/u.test(text)) return false;
  return /до (?:вычета|налог)|до ндфл|\bgross\b|гросс/u.test(text) ? true : null;
}
