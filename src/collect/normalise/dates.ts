import { foldWords } from './clean.js';

/**
 * An instant as boards write it: ISO 8601 with or without a zone («+0300» too), «2022-08-30 03:00:09 GMT+3», RFC 822 and
 * 1123 («Mon, 08 Nov 21 10:00 EST»), unix seconds or milliseconds, «15.04.2022», «15 апреля 2022», «15 April 2022 12:00 UTC+03:00». Without a zone Moscow is meant. A date alone is its
 * first instant, or its last with `endOfDay`. Anything else, and a year before 1990 or after 2100, is null: a date
 * without a year («15 марта») says too little.
 */
export function readDate(
  written: string | number | null | undefined,
  { endOfDay = false }: { endOfDay?: boolean } = {},
): Date | null {
  if (written === null || written === undefined) return null;
  const text = foldWords(String(written)).replace(/^[a-zа-я ]+:\s*/u, '');
  const instant =
    fromNumber(text) ?? fromIso(text, endOfDay) ?? fromWords(text, endOfDay) ?? fromRfc(text, endOfDay);
  if (instant === null || Number.isNaN(instant.getTime())) return null;
  const year = instant.getUTCFullYear();
  return year >= 1990 && year <= 2100 ? instant : null;
}

const MOSCOW = '+03:00';

// Ten digits are seconds until the year 2286, thirteen are milliseconds.
function fromNumber(text: string): Date | null {
  if (/^\d{9,10}(?:\.\d+)?$/.test(text)) return new Date(Number(text) * 1000);
  return /^\d{12,13}$/.test(text) ? new Date(Number(text)) : null;
}

function fromIso(text: string, endOfDay: boolean): Date | null {
  const found =
    /^(\d{4}-\d\d-\d\d)(?:[t ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(z|utc|(?:gmt|utc)?[+-]\d{1,2}(?::?\d\d)?)?)?$/.exec(
      text,
    );
  return found === null ? null : at(found[1]!, { time: found[2], zone: found[3], endOfDay });
}

function fromWords(text: string, endOfDay: boolean): Date | null {
  const found =
    /^(\d{1,2})(?:\.(\d{1,2})\.|\s+([a-zа-я]+)\.?\s+)(\d{4})(?:\s*г\.?)?(?:,?\s+(?:в\s+)?(\d\d:\d\d(?::\d\d)?)(?:\s*((?:gmt|utc)?[+-]\d{1,2}(?::?\d\d)?|utc|gmt))?)?$/u.exec(
      text,
    );
  if (found === null) return null;
  const month =
    found[2] === undefined ? MONTHS.findIndex((name) => name.test(found[3]!)) + 1 : Number(found[2]);
  if (month === 0) return null;
  const day = `${found[4]}-${String(month).padStart(2, '0')}-${found[1]!.padStart(2, '0')}`;
  return at(day, { time: found[5], zone: found[6], endOfDay });
}

const MONTHS = [
  /^(?:янв|jan)/,
  /^(?:фев|feb)/,
  /^(?:мар|mar)/,
  /^(?:апр|apr)/,
  /^(?:мая|май|may)/,
  /^(?:июн|jun)/,
  /^(?:июл|jul)/,
  /^(?:авг|aug)/,
  /^(?:сен|sep)/,
  /^(?:окт|oct)/,
  /^(?:ноя|nov)/,
  /^(?:дек|dec)/,
];

/** RFC 822 and 1123, with what feeds make of them: the day alone, a year of two digits, the zones of the old standard. */
function fromRfc(text: string, endOfDay: boolean): Date | null {
  const found = RFC.exec(text);
  if (found === null) return null;
  const [, day, name, year, time, zone] = found;
  const month = MONTHS.findIndex((pattern) => pattern.test(name!)) + 1;
  if (month === 0) return null;
  const date = `${fullYear(year!)}-${String(month).padStart(2, '0')}-${day!.padStart(2, '0')}`;
  return at(date, { time, zone: ZONES[zone ?? ''] ?? zone, endOfDay });
}

const RFC =
  /^(?:[a-z]{3,9},? )?(\d{1,2})[ -]([a-z]{3})[ -](\d{4}|\d\d)(?: (\d\d:\d\d(?::\d\d)?)(?: (gmt|utc?|z|[ecmp][sd]t|[+-]\d{4}))?)?$/;

/** RFC 2822, 4.3: 00–49 are of this century, 50–99 of the last. */
const fullYear = (year: string): string =>
  year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;

const ZONES: Record<string, string> = {
  ut: 'utc',
  est: '-05:00',
  edt: '-04:00',
  cst: '-06:00',
  cdt: '-05:00',
  mst: '-07:00',
  mdt: '-06:00',
  pst: '-08:00',
  pdt: '-07:00',
};

interface Rest {
  time: string | undefined;
  zone: string | undefined;
  endOfDay: boolean;
}

function at(day: string, { time, zone, endOfDay }: Rest): Date | null {
  // 31 February is a mistake, not 3 March.
  const midnight = new Date(`${day}T00:00:00Z`);
  if (midnight.getUTCDate() !== Number(day.slice(8))) return null;
  if (time === undefined) return new Date(`${day}T${endOfDay ? '23:59:59.999' : '00:00:00'}${MOSCOW}`);
  return new Date(
    `${day}T${time.replace(/(\.\d{3})\d+$/, '$1')}${zone === undefined ? MOSCOW : offsetOf(zone)}`,
  );
}

function offsetOf(zone: string): string {
  const found = /([+-])(\d{1,2}):?(\d\d)?$/.exec(zone);
  return found === null ? 'Z' : `${found[1]}${found[2]!.padStart(2, '0')}:${found[3] ?? '00'}`;
}
