import type { RawPay, RawPosting, ReadItem, Texts } from '../posting.js';
import type { FileFormat, FileInput } from './format.js';
import { isRecord } from './json-value.js';
import { type Line, linesOf } from './lines-of.js';
import { readPythonLiteral } from './python-literal.js';
import { textOf } from './text-of.js';

/** Our own format: one vacancy a line, as JSON. docs/formats.md has its fields. */
export const ndjson: FileFormat = { kind: 'file', name: 'ndjson', read };

async function* read(input: FileInput): AsyncGenerator<ReadItem> {
  for await (const line of linesOf(textOf(input), MAX_LINE)) {
    if (line.text.trim() !== '') yield readLine(line);
  }
}

/** Reads one line, which has at most `most` characters; what is pushed is read by it too. */
export function readLine({ number, text, tooLong }: Line, most = MAX_LINE): ReadItem {
  const position = `line ${number}`;
  if (tooLong === null) return readRecord(text, position);
  const detail = `It has ${tooLong} characters; a line has at most ${most}.`;
  return { kind: 'rejected', position, raw: text, reason: 'too-long', detail };
}

// Four million characters: forty times the longest description that is kept.
const MAX_LINE = 4 * 1024 ** 2;

function readRecord(text: string, position: string): ReadItem {
  const rejected = { kind: 'rejected', position, raw: text } as const;
  const row = parse(text);
  if (row instanceof SyntaxError) {
    return { ...rejected, reason: 'broken-json', detail: whyBroken(text, row) };
  }
  if (!isRecord(row)) {
    const detail = Array.isArray(row)
      ? 'It is a list; this format has one vacancy a line, with no brackets or commas around them.'
      : 'It is no JSON object with the fields of a vacancy.';
    return { ...rejected, reason: 'not-a-posting', detail };
  }
  return { kind: 'posting', position, posting: readRow(row) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '').replace(LONG_ID, '"id":"$1"'));
  } catch (error) {
    return error;
  }
}

// As numbers these would be rounded, and neighbours become one. No text of a line can hold it: its quotes are escaped.
const LONG_ID = /"id"\s*:\s*(\d{16,})(?=\s*[,}])/g;

/** The common mistakes by name, for «Unexpected end of JSON input» says little. */
function whyBroken(text: string, { message }: SyntaxError): string {
  const line = text.trim();
  if (line.startsWith('<')) return 'It is XML or HTML, not JSON.';
  if (/^[[{]$/.test(line)) {
    return 'It opens a record that goes over several lines; this format has every vacancy whole on one line.';
  }
  return `It is not JSON: ${message}.`;
}

type Row = Record<string, unknown>;

function readRow(row: Row): RawPosting {
  return {
    externalId: scalar(row.id),
    url: scalar(row.url),
    origin: scalar(row.src),
    title: scalar(row.title) ?? '',
    employer: named(row.employer),
    agency: typeof row.agency === 'boolean' ? row.agency : null,
    places: named(row.city),
    pay: readPay(row),
    experience: named(row.experience),
    schedule: texts(row.schedule),
    employment: texts(row.employment),
    workFormat: texts(row.work_format),
    skills: texts(row.skills),
    body: scalar(row.description) ?? parts(row.requirement, row.responsibility),
    publishedAt: typeof row.published_at === 'number' ? row.published_at : scalar(row.published_at),
    expiresAt: scalar(row.expires_at),
  };
}

function readPay(row: Row): RawPay {
  const stated = {
    from: amount(row.salary_from),
    to: amount(row.salary_to),
    currency: scalar(row.currency),
    gross: typeof row.gross === 'boolean' ? row.gross : null,
    period: scalar(row.salary_period),
  };
  const text = scalar(row.salary_text);
  const record = text === null ? undefined : readPythonLiteral(text);
  if (!isRecord(record)) return { ...stated, text };
  return {
    from: stated.from ?? amount(record.from),
    to: stated.to ?? amount(record.to),
    currency: stated.currency ?? scalar(record.currency),
    gross: stated.gross ?? (typeof record.gross === 'boolean' ? record.gross : null),
    period: stated.period,
  };
}

const scalar = (value: unknown): string | null => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
};

const amount = (value: unknown): number | string | null =>
  typeof value === 'number' ? value : scalar(value);

/** A name as text, or the `name` of a record, which exported tables hold as "{'id': '1', 'name': 'Москва'}". */
function named(value: unknown): string | null {
  const read = typeof value === 'string' ? (readPythonLiteral(value) ?? value) : value;
  return scalar(isRecord(read) ? read.name : read);
}

/** A list as it is, or as exported text; one text stays one, for the dictionaries cut it. */
function texts(value: unknown): Texts | null {
  const read = typeof value === 'string' ? (readPythonLiteral(value) ?? value) : value;
  return Array.isArray(read) ? read.map(named).filter((text) => text !== null) : named(read);
}

/** The two halves of a short text, as two paragraphs. */
function parts(...halves: unknown[]): string | null {
  const written = halves.map(scalar).filter((text) => text !== null);
  return written.length === 0 ? null : written.join('\n\n');
}
