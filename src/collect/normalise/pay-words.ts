import { remembered } from '../../kit/remembered.js';
import { foldWords } from './clean.js';
import { readCurrency } from './currencies.js';
import { type Figure, figuresOf } from './pay-figures.js';
import { type PayPeriod, periodAround, readPeriod } from './pay-period.js';

/** What a statement of pay says: «от 90 000 до 120 000 ₽ за месяц, на руки». Absent parts are null. */
export interface PayWords {
  from: number | null;
  to: number | null;
  currency: string | null;
  period: PayPeriod | null;
  gross: boolean | null;
}

/** Reads a statement of pay in words. A single figure without «от» or «до» is both ends. */
export const readPayText = remembered(readStatement);

function readStatement(written: string): PayWords {
  if (written === '') return NOTHING;
  const text = foldWords(written.slice(0, MAX_READ).replace(GLUED, ' '));
  const gross = readGross(text);
  const [first, second, third] = /\d/.test(text) ? beginAtSign(text, figuresOf(text)) : [];
  if (first === undefined) {
    return { from: null, to: null, currency: readCurrency(text), gross, period: readPeriod(text) };
  }
  const last = second !== undefined && joins(text.slice(first.at, second.at)) ? second : first;
  const next = last === first ? second : third;
  const period = periodAround(text.slice(0, next?.at), { from: first.at, to: last.end });
  const figures = [first, last].map((figure) => sober(figure, period)) as [Figure, Figure];
  const ends = last === first ? oneEnd(text, figures[0]) : bothEnds(figures);
  return { ...ends, currency: currencyAt(text, first), gross, period };
}

const NOTHING: PayWords = { from: null, to: null, currency: null, period: null, gross: null };
const MAX_READ = 500;
/** Where a line ended before somebody took the line ends away: «$28.00/hourPlease», «$45-52KAbout». */
const GLUED = /(?<=\p{Ll}|\d[kKкК])(?=\p{Lu}\p{Ll})/gu;

/** «Range 32, $25.24 - $27.84/hr»: where a sum bears a sign, a bare number before it is another thing. */
function beginAtSign(text: string, figures: Figure[]): Figure[] {
  const signed = figures.findIndex(({ at }) => /[$€£₽]\s?$/u.test(text.slice(0, at)));
  const [first, second] = figures;
  if (signed < 1 || (second !== undefined && joins(text.slice(first!.at, second.at)))) return figures;
  return /^\s?(?:[$€£₽р]|руб|[a-z]{3}\b)/u.test(text.slice(first!.end)) ? figures : figures.slice(signed);
}

/** The currency beside the first figure, else any: «£70,000 to £90,000 (~$81k)». A dollar sign is of whatever dollars are named. */
function currencyAt(text: string, { at, end }: Figure): string | null {
  const beside = readCurrency(text.slice(Math.max(0, at - 4), end + 6));
  return beside === null || beside === 'USD' ? (readCurrency(text) ?? beside) : beside;
}

/** «5500 тысяч за смену»: nobody is paid millions an hour or a shift. */
const sober = (figure: Figure, period: PayPeriod | null): Figure =>
  figure.amount >= 1_000 && period !== null && ['hour', 'shift', 'day'].includes(period)
    ? { ...figure, times: 1 }
    : figure;

function oneEnd(text: string, figure: Figure): Pick<PayWords, 'from' | 'to'> {
  const before = text.slice(0, figure.at);
  if (MOST.test(before)) return { from: null, to: stated(figure) };
  const least = LEAST.test(before) || AND_MORE.test(text.slice(figure.at));
  return { from: stated(figure), to: least ? null : stated(figure) };
}

function bothEnds([first, last]: [Figure, Figure]): Pick<PayWords, 'from' | 'to'> {
  // «100-150к»: the multiplier stands once and means both.
  const shared = first.times === 1 && last.times > 1 && first.amount < 1_000 ? last.times : first.times;
  return { from: stated({ ...first, times: shared }), to: stated(last) };
}

const SIGN = String.raw`\s*(?:(?:[^\d\s]|(?:us|ca?|a)\$|[a-z]{3})\s*)?$`;
const MOST = new RegExp(
  `(?:до|(?<![a-z])(?:to|up to|max|bis|below|under)|максимум|не (?:более|больше|выше|свыше)|<)${SIGN}`,
  'u',
);
const LEAST = new RegExp(
  `(?:(?<![а-я])(?:от|с|від)|(?<![a-z])(?:from|min|ab|starting at|starts at|at least|over)|минимум|не (?:менее|меньше|ниже)|свыше|более|больше|выше|>)${SIGN}`,
  'u',
);
const AND_MORE =
  /^[\d\s.,]*(?:(?:[^\d\s.,]\S{0,6})?(?: на руки| в месяц|\/мес\S*)\s*|[^\d\s.,]\S{0,6}\s*)?(?:\+|плюс |plus |и (?:выше|более|больше))/u;

const stated = ({ amount, times }: Figure): number | null =>
  amount > 0 ? Math.round(amount * times * 100) / 100 : null;

/** Whether two figures are one range: «100 000 - 150 000», «от … ₽ до …»; not «50 000 ₽, график 2/2». */
const joins = (between: string): boolean => RANGE.test(between);
const RANGE = new RegExp(
  String.raw`^[\d\s.,'’]*[^\d,;|+]{0,12}?(?:-|до|по|(?<![a-z])to|bis|\.\.\.?|…)${SIGN}`,
  'u',
);

/** True before income tax, false on hand, null unsaid. */
export const readGross = remembered(grossOf);

function grossOf(written: string): boolean | null {
  if (!/\p{L}/u.test(written)) return null;
  const text = foldWords(written);
  if (/на руки|после (?:вычета|налог)|за вычетом (?:налог|ндфл)|чистыми|\bnet(?:to)?\b/u.test(text))
    return false;
  return /до (?:вычета|уплаты|налог)|до ндфл|\bgross\b|гросс|\bbrutto\b|before tax/u.test(text) ? true : null;
}
