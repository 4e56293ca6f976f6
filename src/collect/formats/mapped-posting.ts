import type { RawPay, RawPosting, Texts } from '../posting.js';
import { isRecord } from './json-value.js';
import type { Condition, Mapping, Rule } from './mapping.js';

type Value = string | number | boolean;

/** Reads a row into a posting; null where the mapping's `where` leaves the row out. */
export type ReadRow = (row: unknown) => RawPosting | null;

/** The reader that a mapping describes. Values stay as they are written; where one is missing the field is open. */
export function rowReader(mapping: Mapping): ReadRow {
  const empty = new Set(mapping.empty?.map(fold));
  const valuesOf = (row: unknown, rule: Rule | undefined): Value[] => firstOf(row, rule, empty);
  const conditions = Object.entries(mapping.where ?? {});
  return (row) => {
    if (!conditions.every(([path, wanted]) => holds(valuesAt(row, path, empty), wanted))) return null;
    const values = (field: keyof Mapping & keyof typeof mapping) => valuesOf(row, mapping[field] as Rule);
    const text = (field: keyof Mapping): string | null => textOf(values(field));
    const texts = (field: keyof Mapping): Texts | null => textsOf(values(field));
    return {
      externalId: text('id'),
      url: text('url'),
      title: text('title') ?? '',
      employer: text('employer'),
      agency: yesOrNo(values('agency')),
      places: texts('places'),
      pay: readPay((rule) => valuesOf(row, rule), mapping.pay ?? {}),
      experience: texts('experience'),
      schedule: texts('schedule'),
      employment: texts('employment'),
      workFormat: texts('workFormat'),
      skills: texts('skills'),
      body: readBody([mapping.body ?? []].flat().flatMap((rule) => valuesOf(row, rule))),
      publishedAt: text('publishedAt'),
      expiresAt: text('expiresAt'),
      origin: text('origin'),
      closed: isOver(values('closed')),
    };
  };
}

function readPay(valuesOf: (rule: Rule | undefined) => Value[], pay: NonNullable<Mapping['pay']>): RawPay {
  const amount = (rule: Rule | undefined): number | string | null => {
    const [value] = valuesOf(rule);
    return typeof value === 'boolean' ? null : (value ?? null);
  };
  return {
    from: amount(pay.from),
    to: amount(pay.to),
    currency: textOf(valuesOf(pay.currency)),
    gross: yesOrNo(valuesOf(pay.gross)),
    period: textOf(valuesOf(pay.period)),
    text: textOf(valuesOf(pay.text)),
  };
}

function firstOf(row: unknown, rule: Rule | undefined, empty: ReadonlySet<string>): Value[] {
  for (const one of rule === undefined ? [] : [rule].flat()) {
    const values = valuesBy(row, one, empty);
    if (values.length > 0) return values;
  }
  return [];
}

function valuesBy(row: unknown, rule: Exclude<Rule, unknown[]>, empty: ReadonlySet<string>): Value[] {
  if (typeof rule === 'string') return written(row, rule, empty);
  if (typeof rule !== 'object') return [rule];
  if ('value' in rule) return [rule.value];
  return valuesAt(row, rule.beginningOf, empty).map((text) => beginning(String(text)));
}

/** The first words, up to a hundred characters. */
function beginning(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length <= 100 ? line : `${line.slice(0, 100).replace(/\s\S*$/, '')}…`;
}

/** What a path or a template gives. A template of which one part is missing gives nothing: half a link leads nowhere. */
function written(row: unknown, rule: string, empty: ReadonlySet<string>): Value[] {
  if (!PART.test(rule)) return valuesAt(row, rule, empty);
  const parts = rule.split(PARTS);
  const filled = parts.map((part, index) => (index % 2 === 0 ? part : valuesAt(row, part, empty)[0]));
  return filled.includes(undefined) ? [] : [filled.join('')];
}

const PART = /\{[^{}]+\}/;
const PARTS = /\{([^{}]+)\}/;

/** The columns or paths that a rule reads. */
export const pathsOf = (rule: Rule | undefined): string[] =>
  (rule === undefined ? [] : [rule].flat()).flatMap((one) => {
    if (typeof one === 'object') return 'beginningOf' in one ? [one.beginningOf] : [];
    if (typeof one !== 'string') return [];
    return PART.test(one) ? one.split(PARTS).filter((_, index) => index % 2 === 1) : [one];
  });

/** Every value at a path: through a list go all of its elements, through * all fields of an object. */
function valuesAt(row: unknown, path: string, empty: ReadonlySet<string>): Value[] {
  return leavesAt(row, path.split('.')).filter((value) => {
    const text = typeof value === 'string' ? fold(value) : null;
    return text !== '' && (text === null || !empty.has(text));
  });
}

function leavesAt(at: unknown, keys: readonly string[]): Value[] {
  const [key, ...rest] = keys;
  if (key === undefined) return isValue(at) ? [at] : Array.isArray(at) ? at.filter(isValue) : [];
  if (Array.isArray(at)) {
    return /^\d+$/.test(key) ? leavesAt(at[Number(key)], rest) : at.flatMap((one) => leavesAt(one, keys));
  }
  if (!isRecord(at)) return [];
  if (key === '*') return Object.values(at).flatMap((one) => leavesAt(one, rest));
  // A column may have dots in its name.
  const whole = keys.join('.');
  if (Object.hasOwn(at, whole)) return leavesAt(at[whole], []);
  return Object.hasOwn(at, key) ? leavesAt(at[key], rest) : [];
}

const isValue = (value: unknown): value is Value => ['string', 'number', 'boolean'].includes(typeof value);
const fold = (value: Value): string => String(value).trim().toLowerCase();

function holds(values: readonly Value[], condition: Condition): boolean {
  if (isRecord(condition)) return !holds(values, condition.not);
  return [condition]
    .flat()
    .some((wanted) =>
      wanted === null ? values.length === 0 : values.some((value) => fold(value) === fold(wanted)),
    );
}

const textOf = ([value]: readonly Value[]): string | null => (value === undefined ? null : String(value));

/** One text stays one: what it lists is cut by who knows its words. */
const textsOf = (values: readonly Value[]): Texts | null =>
  values.length > 1 ? values.map(String) : textOf(values);

function readBody(parts: readonly Value[]): string | null {
  const texts = parts.map(String);
  if (texts.length < 2) return textOf(texts);
  return texts.some((text) => /<[a-z][^<>]*>/i.test(text))
    ? texts.map(asBlock).join('\n')
    : texts.join('\n\n');
}

const asBlock = (text: string): string => `<div>${text}</div>`;

const YES = /^(?:true|yes|y|1|да)$/;
const NO = /^(?:false|no|n|0|нет|none|null)$/;

function yesOrNo([value]: readonly Value[]): boolean | null {
  if (value === undefined) return null;
  return YES.test(fold(value)) ? true : NO.test(fold(value)) ? false : null;
}

/** Sources say with a yes, or with the day of the end, that one is over. */
const isOver = ([value]: readonly Value[]): boolean | null =>
  value === undefined ? null : !NO.test(fold(value));
