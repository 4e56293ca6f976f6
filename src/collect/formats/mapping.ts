import { z } from 'zod';
import { isRecord } from './json-value.js';

/** The fields of a posting that a mapping may fill, beside `pay`. */
export const FIELDS = [
  'id',
  'url',
  'title',
  'employer',
  'agency',
  'places',
  'experience',
  'schedule',
  'employment',
  'workFormat',
  'skills',
  'body',
  'publishedAt',
  'expiresAt',
  'origin',
  'closed',
] as const;
export const PAY_FIELDS = ['from', 'to', 'currency', 'gross', 'period', 'text'] as const;

type Scalar = string | number | boolean;
type OneRule = Scalar | { value: Scalar } | { beginningOf: string };
/**
 * Where a field comes from: a column or dotted path ("employer.name"), a text with them in braces
 * ("https://jobs.example/{id}"), a constant ({ value: RUB }, or a bare number or yes), the first words of a text ({ beginningOf: text }), or a list of these of which the
 * first with a value counts.
 */
export type Rule = OneRule | OneRule[];
type Wanted = Scalar | null | (Scalar | null)[];
/** What a row must say to be read: a value, one of several, none (null), or { not: … } of these. */
export type Condition = Wanted | { not: Wanted };

/** How the columns of a table, or the fields of JSON, become postings: `mapping` in sources.yaml (docs/formats.md). */
export type Mapping = z.infer<typeof mappingShape>;

const RULE_TAKES =
  'takes a column or path, a text with them in braces, { value: … }, { beginningOf: … }, or a list of these with at least one in it.';
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const oneRule = z.union([
  z.string().trim().min(1),
  z.number(),
  z.boolean(),
  z.strictObject({ value: scalar }),
  z.strictObject({ beginningOf: z.string().trim().min(1) }),
]);
const rule = z
  .union([oneRule, z.array(oneRule).min(1, { error: RULE_TAKES })], { error: RULE_TAKES })
  .optional();
const wanted = z.union([scalar, z.null(), z.array(z.union([scalar, z.null()])).min(1)]);
const condition = z.union([wanted, z.strictObject({ not: wanted })], {
  error: 'takes a value, a list of values, null for "has none", or { not: … } of these.',
});

const rules = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, rule])) as Record<Name, typeof rule>;

const PATH = /^(?:\$|[^.\s][^.]*(?:\.[^.]+)*)$/;
const mappingShape = z.strictObject(
  {
    ...rules(FIELDS),
    pay: z
      .strictObject(rules(PAY_FIELDS), { error: () => `takes keys of its own: ${PAY_FIELDS.join(', ')}.` })
      .optional(),
    records: z
      .string({ error: 'takes the path of the list, as in data.jobs.' })
      .regex(PATH, { error: 'takes the path of the list, as in data.jobs.' })
      .optional(),
    delimiter: z
      .string({ error: 'takes one character, as in ";".' })
      .regex(/^[^"\r\n]$/, { error: 'takes one character, as in ";".' })
      .optional(),
    encoding: z
      .string({ error: 'takes the name of an encoding, as in windows-1251.' })
      .refine(isEncoding, { error: 'takes the name of an encoding, as in windows-1251.' })
      .optional(),
    where: z
      .record(z.string(), condition, {
        error: 'takes columns or paths, each with the value that it must have.',
      })
      .optional(),
    empty: z.array(z.string(), { error: 'takes a list of texts that mean "no value".' }).optional(),
  },
  {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? undefined : 'takes keys, each of them a field of ours.',
  },
);

function isEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
}

/** The shortest mapping that reads anything, for sentences that miss one. */
const SHORTEST = 'mapping: { id: column, title: column }';

/** A mapping as written in YAML: read, or every complaint as a sentence that begins with "mapping". */
export function readMapping(written: unknown): Mapping | string[] {
  const read = mappingShape.safeParse(written);
  const complaints = read.success ? [] : read.error.issues.flatMap(complaintsOf);
  if (isRecord(written) && (written.title ?? null) === null) complaints.unshift(NO_TITLE);
  return read.success && complaints.length === 0 ? read.data : complaints;
}

const NO_TITLE = 'mapping.title is needed: a posting without one is none.';

function complaintsOf(issue: z.core.$ZodIssue): string[] {
  const who = ['mapping', ...issue.path].join('.');
  if (issue.code !== 'unrecognized_keys') return [`${who} ${issue.message}`];
  const known = issue.path.length === 0 ? KNOWN : PAY_FIELDS;
  return issue.keys.map((key) => `${who} has the key "${key}"; known are: ${known.join(', ')}.`);
}

const KNOWN = [...FIELDS, 'pay', 'records', 'delimiter', 'encoding', 'where', 'empty'];

/**
 * What is wrong between a format and whether a mapping was given, as a sentence without its subject; null for nothing.
 */
export function mappingFault(format: { name: string; mapped?: true }, given: boolean): string | null {
  if (format.mapped && !given) {
    return `needs a mapping that says which of its fields are which of ours; the shortest is ${SHORTEST}.`;
  }
  if (!format.mapped && given) {
    return `has the format "${format.name}", which takes no mapping: only csv and json do.`;
  }
  return null;
}
