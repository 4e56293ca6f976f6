import { parse } from 'csv-parse/sync';
import { type Line, linesOf } from './lines-of.js';

/** One row of a table, or why it is none; `line` is the first of those it stands on, from 1. */
export type CsvRow = { line: number; raw: string } & (
  | { cells: string[] }
  | { fault: string; tooLong?: true }
);

export interface CsvShape {
  delimiter: string;
  /** How many cells a row has; what has others is no row. */
  columns: number;
}

// As in ndjson; and a text of two thousand lines in one cell is none.
const MAX_RECORD = 4 * 1024 ** 2;
const MAX_LINES = 2_000;

/** The lines of a table whatever ends them: \n, \r\n, or the bare \r of old spreadsheets. */
export const tableLines = (pieces: AsyncIterable<string>): AsyncGenerator<Line> =>
  linesOf(withNewlines(pieces), MAX_RECORD);

async function* withNewlines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  for await (const piece of pieces) {
    const text = held + piece;
    // A \r at the end may be half of a line end.
    held = text.endsWith('\r') ? '\r' : '';
    yield (held === '' ? text : text.slice(0, -1)).replace(/\r\n?/g, '\n');
  }
  if (held !== '') yield '\n';
}

/**
 * The rows of a table as they come. A row goes on over lines while a quote is open; where that gives no row of the
 * right number of cells, its first line is tried alone (a stray 5" is a letter), and else is rejected by itself: one
 * broken quote costs one row, not the rest of the file.
 */
export async function* csvRows(lines: AsyncIterable<Line>, shape: CsvShape): AsyncGenerator<CsvRow> {
  const open: Line[] = [];
  for await (const line of lines) {
    open.push(line);
    yield* settle(open, shape, false);
  }
  yield* settle(open, shape, true);
}

function* settle(open: Line[], shape: CsvShape, ended: boolean): Generator<CsvRow> {
  while (open.length > 0) {
    const lines = rowAt(open);
    if (lines === 0 && !ended && !isTooMuch(open)) return;
    const whole = lines > 1 ? readRow(open.slice(0, lines), shape) : null;
    if (whole !== null && 'cells' in whole) {
      open.splice(0, lines);
      yield whole;
    } else {
      const first = open.shift()!;
      if (first.text.trim() !== '') yield readRow([first], shape);
    }
  }
}

/** How many lines the first row takes, by its quotes; 0 while one is open. */
function rowAt(lines: readonly Line[]): number {
  let quoted = false;
  for (const [index, line] of lines.entries()) {
    if (line.tooLong !== null) return index === 0 ? 1 : index;
    if (hasOddQuotes(line.text)) quoted = !quoted;
    if (!quoted) return index + 1;
  }
  return 0;
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

const isTooMuch = (lines: readonly Line[]): boolean =>
  lines.length > MAX_LINES || lines.reduce((sum, { text }) => sum + text.length, 0) > MAX_RECORD;

function readRow(lines: readonly Line[], { delimiter, columns }: CsvShape): CsvRow {
  const raw = lines.map(({ text }) => text).join('\n');
  const { number: line, tooLong } = lines[0]!;
  if (tooLong !== null) {
    return {
      line,
      raw,
      tooLong: true,
      fault: `It has ${tooLong} characters; a line has at most ${MAX_RECORD}.`,
    };
  }
  const cells = cellsOf(raw, delimiter);
  if (cells === null) return { line, raw, fault: 'A quote in it is opened and never closed.' };
  // Spreadsheets leave delimiters behind.
  while (cells.length > columns && cells.at(-1) === '') cells.pop();
  if (cells.length === columns) return { line, raw, cells };
  return { line, raw, fault: `It has ${cells.length} cells where the head of the table has ${columns}.` };
}

/** The cells of one row; null where its quotes make none, or more than one. */
export function cellsOf(raw: string, delimiter: string): string[] | null {
  // Most rows have no quotes at all.
  if (!raw.includes('"')) return raw.includes('\n') ? null : raw.split(delimiter);
  try {
    const rows = parse(raw, {
      delimiter,
      relax_quotes: true,
      relax_column_count: true,
      record_delimiter: '\n',
    });
    return rows.length === 1 ? rows[0]! : null;
  } catch {
    return null;
  }
}
