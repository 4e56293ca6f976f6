import { remembered } from '../../kit/remembered.js';
import { foldWords } from './clean.js';

// In this order: «бел. руб.» is not a Russian rouble, «сомони» not a som, and R$, A$ and C$ are no dollars of the USA.
const CURRENCIES: [string, RegExp][] = [
  // BYR left in 2016; the boards go on writing it for the rouble of today.
  ['BYN', /\b(?:byr|byn|br)\b|бел\.? ?руб|белорусск/u],
  ['RUB', /\b(?:rur|rub)\b|\brubles?\b|\broubles?\b|руб|₽|(?<![а-я])р(?:\.|(?<=\d ?р)(?![а-я]))/u],
  ['BRL', /\bbrl\b|r\$/u],
  ['AUD', /\baud\b|\ba\$/u],
  ['CAD', /\bcad\b|\b(?:c|ca)\$/u],
  ['USD', /\busd|\$|долл|\bdollars?\b/u],
  ['EUR', /\beur|€|евро/u],
  ['GBP', /\bgbp\b|£|\bpounds?\b/u],
  ['CHF', /\bchf\b|\bsfr\b|франк/u],
  ['PLN', /\bpln\b|zł|\bzl\b|злот/u],
  ['CZK', /\bczk\b|\bkč/u],
  ['SEK', /\bsek\b/u],
  ['INR', /\binr\b|₹|\blpa\b|lakh|рупи/u],
  ['JPY', /\bjpy\b|¥/u],
  ['ILS', /\bils\b|₪|шекел/u],
  ['AED', /\baed\b|дирхам/u],
  ['TRY', /\btry\b|₺/u],
  ['RSD', /\brsd\b|динар/u],
  ['KZT', /\bkzt\b|₸|тенге|(?<![а-я])тг(?![а-я])/u],
  ['UAH', /\buah\b|₴|грн|гривн/u],
  ['UZS', /\buzs\b|(?<![а-я])сум(?:ов)?(?![а-я])|so.m\b/u],
  ['TJS', /\btjs\b|сомони/u],
  ['KGS', /\bkgs\b|(?<![а-я])сом(?:ов)?(?![а-я])/u],
  ['GEL', /\bgel\b|₾|лари/u],
  ['AZN', /\bazn\b|₼|манат/u],
  ['AMD', /\bamd\b|֏|драм/u],
  ['CNY', /\bcny\b|юан/u],
];

/** The currency that a text names (ISO 4217), or null. Three letters that are no word of ours are taken as a code. */
export const readCurrency = remembered((written) => {
  if (!/[^\d\s.,-]/.test(written)) return null;
  const text = foldWords(written);
  const known = CURRENCIES.find(([, words]) => words.test(text))?.[0];
  return known ?? (/^[A-Za-z]{3}$/.test(written.trim()) ? written.trim().toUpperCase() : null);
});

// What hardly anybody earns a month, in units of the currency: more is a year's pay. Boards of these countries state
// years and do not say so.
const MOST_A_MONTH: Record<string, number> = {
  ...{ USD: 20_000, EUR: 20_000, GBP: 20_000, CHF: 25_000, CAD: 25_000, AUD: 25_000 },
  ...{ PLN: 60_000, SEK: 200_000, INR: 1_000_000 },
};

/** Whether a figure whose period nobody states is a year's pay in this currency: «$53,700 – 92,850». */
export const isYearly = (currency: string, amount: number): boolean =>
  amount > (MOST_A_MONTH[currency] ?? Number.POSITIVE_INFINITY);

/** Whether so little is no month's pay in this currency: $45 is an hour's, or a mistake. */
export const isTooLittle = (currency: string, amount: number): boolean =>
  currency in MOST_A_MONTH && amount < 100;
