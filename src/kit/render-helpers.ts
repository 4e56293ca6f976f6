import type { HelperDelegate, HelperOptions } from 'handlebars';
import Handlebars from 'handlebars';
import { formatAge, formatClock, formatDay } from './dates.js';
import { formatNumber, translator } from './i18n.js';
import { formatKopecks, formatMoney, formatPay, type StatedPay } from './money.js';
import type { Reader } from './render.js';

const readerOf = (options: HelperOptions): Reader => (options.data.root as { reader: Reader }).reader;
const languageOf = (options: HelperOptions) => readerOf(options).language;

/** What every template may call; each takes its language, zone and day from the root's `reader`. */
export const helpers: Record<string, HelperDelegate> = {
  /** {{t "letters.digest.title" n=5 name=x}} */
  t: (key: string, options: HelperOptions) => translator(languageOf(options))(key, options.hash),
  number: (value: number, options: HelperOptions) => formatNumber(value, languageOf(options)),
  money: (value: number, options: HelperOptions) => formatMoney(value, languageOf(options)),
  /** Roubles and kopecks, as a payroll has them. */
  kopecks: (value: number, options: HelperOptions) => formatKopecks(value, languageOf(options)),
  pay: (value: StatedPay, options: HelperOptions) => formatPay(value, languageOf(options)),
  age: (value: Date, options: HelperOptions) => formatAge(value, readerOf(options).now, readerOf(options)),
  day: (value: Date, options: HelperOptions) => formatDay(value, readerOf(options)),
  clock: (value: Date, options: HelperOptions) => formatClock(value, readerOf(options).zone),
  iso: (value: Date) => value.toISOString(),
  eq: (left: unknown, right: unknown) => left === right,
  or: (...values: unknown[]) => values.slice(0, -1).find(Boolean),
  not: (value: unknown) => !value,
  join: (values: string[], separator: string) => values.join(separator),
  concat: (...parts: unknown[]) => parts.slice(0, -1).join(''),
  /** A run of text with the matched words marked: [{text, marked}]. */
  marked: (segments: { text: string; marked: boolean }[]) =>
    new Handlebars.SafeString(
      segments
        .map(({ text, marked }) => {
          const safe = Handlebars.escapeExpression(text);
          return marked ? `<mark>${safe}</mark>` : safe;
        })
        .join(''),
    ),
};
