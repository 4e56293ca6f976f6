import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { SayError } from '../../kit/command.js';
import { FORMATS, formatOf } from '../formats/index.js';
import type { Mapping } from '../formats/mapping.js';
import { ASKING_KEYS, askingComplaints, askingKeys, intervalOf } from './asking-keys.js';
import { mappingKey, refuseMisplacedMapping } from './mapping-key.js';

/** One entry of sources.yaml. */
export interface SourceEntry {
  name: string;
  format: string;
  /** Where it is fetched from: an address, or the path of a file (absolute); or it pushes by itself. */
  from: { url: URL } | { file: string } | { push: true };
  title: string | null;
  partner: boolean;
  /** Where a partner's name leads; http or https. */
  link: string | null;
  /** Milliseconds between two runs. */
  every: number;
  /** May lie in a private net. */
  trusted: boolean;
  /** Each run brings the source's whole list. */
  complete: boolean;
  /** The environment variable that holds its API key. */
  key?: string;
  /** The header that carries the key, where the format does not say. */
  keyHeader?: string;
  /** Least milliseconds from one request to the next. */
  interval?: number;
  /** Of a site: what the addresses of its vacancies have in common. */
  pages?: string;
  /** What is what in a feed of the formats csv and json. */
  mapping?: Mapping;
}

/** All that is wrong with sources.yaml, a sentence a line. */
export class SourcesError extends SayError {
  constructor(
    file: string,
    readonly complaints: string[],
  ) {
    super(`${file} needs a correction:\n${complaints.map((line) => `  - ${line}`).join('\n')}`);
  }
}

/** The sources of the file; none where it is absent or holds nothing. Throws SourcesError with every complaint at once. */
export function readSourcesFile(file: string): SourceEntry[] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new SourcesError(file, [`It cannot be read: ${message}.`]);
  }
  return readSources(text, file);
}

/** The same for a text; paths of files count from the folder of `file`. */
export function readSources(text: string, file: string): SourceEntry[] {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw new SourcesError(
      file,
      document.errors.map(({ message }) => `It is not YAML: ${message.split('\n')[0]}`),
    );
  }
  const listed = listOf(document.toJS(), file);
  const names = listed.map(nameOf);
  const complaints: string[] = [];
  const entries = listed.flatMap((written, index) => {
    const who = names[index] === '' ? `Source ${index + 1}` : `Source "${names[index]}"`;
    const read = entryShape.safeParse(written);
    if (!read.success) complaints.push(...complaintsOf(read.error).map((fault) => `${who} ${fault}`));
    if (names[index] !== '' && names.indexOf(names[index]!) < index) {
      complaints.push(`${who} stands there twice: give the second another name.`);
    }
    return read.success ? [toEntry(read.data, file)] : [];
  });
  if (complaints.length > 0) throw new SourcesError(file, complaints);
  return entries;
}

function listOf(content: unknown, file: string): unknown[] {
  const record = content as { sources?: unknown } | null | undefined;
  const listed = Array.isArray(content) ? content : (record?.sources ?? null);
  const strangers = Array.isArray(content)
    ? []
    : Object.keys(record ?? {}).filter((key) => key !== 'sources');
  if (strangers.length === 0 && listed === null) return [];
  if (strangers.length === 0 && Array.isArray(listed)) return listed;
  throw new SourcesError(file, [
    'It must hold a list: "sources:" and an entry a source under it, each with a dash.',
  ]);
}

const nameOf = (written: unknown): string => {
  const name = (written as { name?: unknown } | null)?.name;
  return typeof name === 'string' ? name.slice(0, 80) : '';
};

const KEYS = `name, format, url or file, title, partner, link, every, trusted, complete, ${ASKING_KEYS}, mapping`;
/** The format of a source that is not asked: it sends its vacancies (docs/formats.md, Push). */
const PUSH = 'push';
const formatNames = (): string => [...FORMATS.map(({ name }) => name), PUSH].join(', ');
const EVERY_TAKES = 'takes minutes, hours or days as its every: 30m, 1h, 1d.';
const yesOrNo = (key: string) => z.boolean({ message: `takes true or false as its ${key}.` }).default(false);

const address = (key: string) =>
  z
    .string({ message: `takes an address as its ${key}.` })
    .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
      message: `takes a ${key} that begins with http:// or https://.`,
    });

const entryShape = z
  .strictObject(
    {
      name: z
        .string({ message: 'has no name.' })
        .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, {
          message: 'takes lower-case letters, digits and . _ - in its name, at most 63 of them.',
        })
        .refine((name) => name !== 'demo', {
          message: 'may not be called "demo": that is the name of the demo vacancies.',
        }),
      format: z
        .string({ message: 'names no format.' })
        .refine((name) => name === PUSH || formatOf(name) !== undefined, {
          error: ({ input }) => `names the format "${String(input)}"; known are: ${formatNames()}.`,
        }),
      url: address('url').optional(),
      file: z
        .string({ message: 'takes the path of a file as its file.' })
        .min(1, { message: 'names an empty file.' })
        .optional(),
      title: z
        .string({ message: 'takes a text as its title.' })
        .max(200, { message: 'has a title of more than 200 characters.' })
        .optional(),
      partner: yesOrNo('partner'),
      link: address('link').optional(),
      every: z
        .string({ message: EVERY_TAKES })
        .regex(/^[1-9]\d{0,3}\s*[mhd]$/, { message: EVERY_TAKES })
        .default('1h'),
      trusted: yesOrNo('trusted'),
      complete: yesOrNo('complete'),
      ...askingKeys,
      mapping: mappingKey,
    },
    { message: `is no entry: write its keys under each other (${KEYS}).` },
  )
  .superRefine((entry, context) => {
    const { format, url, file, partner, link } = entry;
    if (link !== undefined && !partner)
      context.addIssue('has a link, which is for partners: write partner: true too.');
    if (format === PUSH) {
      if (url !== undefined || file !== undefined)
        context.addIssue('pushes by itself: take its url or file away.');
    } else if ((url === undefined) === (file === undefined))
      context.addIssue('needs either a url or a file.');
    for (const complaint of askingComplaints(entry)) context.addIssue(complaint);
  })
  .superRefine(refuseMisplacedMapping);

const complaintsOf = (error: z.ZodError): string[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `has the key "${key}", which is not known; known are: ${KEYS}.`)
      : [issue.message],
  );

function fromOf({ format, url, file }: z.infer<typeof entryShape>, listedIn: string): SourceEntry['from'] {
  if (format === PUSH) return { push: true };
  return url === undefined ? { file: resolve(dirname(listedIn), file!) } : { url: new URL(url) };
}

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function toEntry(written: z.infer<typeof entryShape>, file: string): SourceEntry {
  const { name, format, partner, trusted, complete, every, mapping } = written;
  const from = fromOf(written, file);
  const period = Number.parseInt(every, 10) * UNITS[every.at(-1)!]!;
  const entry = {
    name,
    format,
    from,
    title: written.title ?? null,
    partner,
    link: written.link === undefined ? null : new URL(written.link).href,
    every: period,
    trusted,
    complete,
  };
  return { ...entry, ...askingOf(written), ...(mapping !== undefined && { mapping }) };
}

const askingOf = ({ key, keyHeader, rate, pages }: z.infer<typeof entryShape>) => ({
  ...(key !== undefined && { key }),
  ...(keyHeader !== undefined && { keyHeader }),
  ...(rate !== undefined && { interval: intervalOf(rate) }),
  ...(pages !== undefined && { pages }),
});
