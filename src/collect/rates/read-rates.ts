import { FeedError } from '../formats/inflate.js';
import { all, textAt, type XmlElement } from '../formats/xml-element.js';
import { xmlRecords } from '../formats/xml-records.js';

/** The rates of one day. */
export interface DayRates {
  /** YYYY-MM-DD. */
  day: string;
  rates: Rate[];
}

export interface Rate {
  /** ISO 4217. */
  currency: string;
  /** Roubles for one unit. */
  rub: number;
}

/**
 * Reads the Central Bank's daily list (https://www.cbr.ru/scripts/XML_daily.asp): `ValCurs` with its day and a `Valute`
 * per currency, with a decimal comma, for one or for many units. All of it or nothing: throws FeedError with a sentence
 * for what is no such list, for a day that cannot be and for a rate that is no price.
 */
export async function readRates(texts: AsyncIterable<string>, now: Date): Promise<DayRates> {
  const list = await rootOf(texts);
  const rates = all(list, 'Valute').map(rateOf);
  if (rates.length === 0) throw new FeedError('The list of rates has no currency in it.');
  const twice = rates.find(({ currency }, i) => rates.findIndex((rate) => rate.currency === currency) < i);
  if (twice !== undefined) throw new FeedError(`The list of rates has ${twice.currency} twice.`);
  return { day: dayOf(list, now), rates };
}

const SHAPE = { format: 'XML_daily', roots: ['ValCurs'], records: ['ValCurs'] };

async function rootOf(texts: AsyncIterable<string>): Promise<XmlElement> {
  try {
    for await (const { element, tooLarge } of xmlRecords(texts, SHAPE)) {
      if (tooLarge) throw new FeedError('The feed is larger than any list of rates.');
      return element;
    }
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new FeedError(error.message.replace(/^The feed/, 'The list of rates'));
  }
  throw new FeedError('The list of rates is empty.');
}

// The first day for which the Central Bank has rates.
const FIRST_DAY = '1992-07-01';
// Before the New Year's holidays they are set for twelve days ahead.
const DAYS_AHEAD = 14;

function dayOf({ attributes }: XmlElement, now: Date): string {
  const written = attributes.Date ?? '';
  const found = /^(\d\d)[./](\d\d)[./](\d{4})$/.exec(written);
  const day = found === null ? '' : `${found[3]}-${found[2]}-${found[1]}`;
  const instant = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== day) {
    throw new FeedError(
      `The list of rates is of "${written.slice(0, 40)}", which is no day such as 25.11.2026.`,
    );
  }
  const last = new Date(now.getTime() + DAYS_AHEAD * 86_400_000);
  if (day < FIRST_DAY || instant > last) {
    throw new FeedError(`The list of rates is of ${written}; there can be none of that day.`);
  }
  return day;
}

function rateOf(valute: XmlElement): Rate {
  const currency = textAt(valute, 'CharCode') ?? '';
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new FeedError(
      `The list of rates names a currency "${currency.slice(0, 20)}"; three letters are meant.`,
    );
  }
  const unit = textAt(valute, 'VunitRate');
  const rub =
    unit === null ? numberAt(valute, 'Value') / numberAt(valute, 'Nominal') : numberAt(valute, 'VunitRate');
  // Less than the column holds, or more than any money was ever worth.
  if (rub >= 1e-8 && rub < 1e9) return { currency, rub };
  const said = textAt(valute, 'Value') ?? unit ?? '';
  throw new FeedError(`The list of rates gives "${said.slice(0, 20)}" for ${currency}, which is no price.`);
}

const numberAt = (valute: XmlElement, name: string): number => {
  const written = (textAt(valute, name) ?? '').replace(/\s/g, '').replace(',', '.');
  return /^\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(written) ? Number(written) : Number.NaN;
};
