import { remembered } from '../../kit/remembered.js';
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
export const readPayText = remembered((written: string): PayWords => {
  const text = foldWords(written).slice(0, MAX_READ);
  const ends = /\d/.test(text) ? readEnds(text) : { from: null, to: null };
  return { ...ends, currency: readCurrency(text), period: readPeriod(text), gross: readGross(text) };
});

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
    if (MOST.test(before)) return { from: null, to: stated(first) };
    const least = LEAST.test(before) || /^[\d\s.,]*\S{0,4}\s*\+/u.test(text.slice(first.at));
    return { from: stated(first), to: least ? null : stated(first) };
  }
  // «100-150к»: the multiplier stands once and means both.
  const shared = first.times === 1 && second.times > 1 && first.amount < 1_000 ? second.times : first.times;
  return { from: stated({ ...first, times: shared }), to: stated(second) };
}

const MOST = /(?:до|to|up to|max|максимум|не (?:более|больше|выше|свыше)|<)\s*[^\d\s]?\s*$/u;
const LEAST = /(?:от|from|min|с|минимум|не (?:менее|меньше|ниже)|свыше|более|больше|выше|>)\s*[^\d\s]?\s*$/u;

const stated = ({ amount, times }: Figure): number | null => (amount > 0 ? amount * times : null);

/** Whether two figures are one range: «100 000 - 150 000», «от … ₽ до …»; not «50 000 ₽, график 2/2». */
const joins = (between: string): boolean =>
  /^[\d\s.,]*[^\d,;]{0,12}?(?:-|до|по|to|\.\.\.?|…)\s*[^\d\s]?\s*$/u.test(between);

function figuresOf(text: string): Figure[] {
  return [...text.matchAll(FIGURE)]
    .filter((found) => found[1]!.length > 4 || !COUNTS.test(text.slice(found.index)))
    .slice(0, 2)
    .map((found) => {
      const amount = Number(`${found[1]!.replace(/\D/g, '')}.${found[2] ?? '0'}`);
      // «100 000 - 150 000 т.р.»: whoever wrote it meant thousands once.
      const times = found[3] === undefined || amount >= 10_000 ? 1 : (TIMES[found[3][0]!] ?? 1);
      return { amount, times, at: found.index };
    });
}

/** Numbers beside the pay that are none: «2/2», «30 смен», «опыт 1-3 года», «13-я», «12 часов», «20%». */
const COUNTS =
  /^\d{1,4}(?:\s*\/\s*\d|-\d{1,2} ?(?:лет|год)|\s*%|\s*-[яйе](?![а-я])|\s*(?:смен|дн|день|лет|год|час|разряд|чел))/u;

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
export const readCurrency = remembered((written: string): string | null => {
  const text = foldWords(written);
  const known = CURRENCIES.find(([, words]) => words.test(text))?.[0];
  return known ?? (/^[A-Za-z]{3}$/.test(written.trim()) ? written.trim().toUpperCase() : null);
});

const PERIODS: [PayPeriod, RegExp][] = [
  ['project', /за \d{1,3} ?(?:смен|дн|сут|вахт)/u],
  ['shift', /за \d{1,2} ?ч(?:ас|\.| |$)/u],
  [
    'hour',
    /(?:за|в|\/) ?час|(?:\/ ?|в )ч(?![а-я])|час(?:ов)?ая|(?<![а-яa-z])час(?![а-я])|\bhour|\bhr\b|per_hour/u,
  ],
  ['shift', /смен[уыа]?(?![а-я])|(?:за|в|\/) ?(?:день|сутки)|\bshift|\bday\b|daily|\/ ?сут/u],
  ['week', /недел|\bweek/u],
  ['year', /(?:за|в|\/) ?год|\byear|annual|annum|\/ ?yr/u],
  ['project', /проект|за (?:услугу|объем|заказ|рейс|вахту)|\bproject|\bservice\b|fly_in_fly_out/u],
  ['month', /мес|\bmonth/u],
];

// «40 часов в неделю», «выплаты 2 раза в месяц»: how much is worked, how often money comes; not what it is for.
const FREQUENCY = /(?:раза?|час(?:ов|а)?|дн(?:ей|я)|смен) в (?:недел|мес|день|сутки)[а-я]*/gu;

/** What the pay is paid for, or null. */
export const readPeriod = remembered((written: string): PayPeriod | null => {
  const text = foldWords(written).replace(FREQUENCY, '');
  return PERIODS.find(([, words]) => words.test(text))?.[0] ?? null;
});

/** True before income tax, false on hand, null unsaid. */
export const readGross = remembered((written: string): boolean | null => {
  const text = foldWords(written);
  if (/на руки|после (?:вычета|налог)|\bnet\b/u.test(text)) return false;
  return /до (?:вычета|налог)|до ндфл|\bgross\b|гросс/u.test(text) ? true : null;
});
