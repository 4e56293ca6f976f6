import type { ReadItem } from '../posting.js';
import { type CsvRow, cellsOf, csvRows, tableLines } from './csv-rows.js';
import type { FileFormat, FileInput } from './format.js';
import { FeedError } from './inflate.js';
import type { Line } from './lines-of.js';
import { pathsOf, type ReadRow, rowReader } from './mapped-posting.js';
import { FIELDS, type Mapping, mappingFault, PAY_FIELDS } from './mapping.js';
import { textOf } from './text-of.js';

/** Any table with a head, its cells parted by commas, semicolons, tabs or bars, by a mapping (docs/formats.md). */
export const csv: FileFormat = { kind: 'file', name: 'csv', mapped: true, read };

async function* read(input: FileInput): AsyncGenerator<ReadItem> {
  const { mapping } = input;
  if (mapping === undefined) throw new FeedError(`The format csv ${mappingFault(csv, false)}`);
  const pieces = textOf({ ...input, ...(mapping.encoding !== undefined && { encoding: mapping.encoding }) });
  const lines = tableLines(pieces);
  const head = await firstLine(lines);
  if (head === null) throw new FeedError('The table is empty: not even its head is there.');
  const delimiter = mapping.delimiter ?? delimiterOf(head);
  const columns = columnsOf(head, delimiter);
  checkColumns(columns, mapping);
  const readRow = rowReader(mapping);
  for await (const row of csvRows(lines, { delimiter, columns: columns.length })) {
    const item = toItem(row, columns, readRow);
    if (item !== null) yield item;
  }
}

async function firstLine(lines: AsyncGenerator<Line>): Promise<string | null> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) return null;
    if (value.text.trim() !== '') return value.text;
  }
}

/** The character that parts the most names of the head. */
function delimiterOf(head: string): string {
  const cells = (delimiter: string) => cellsOf(head, delimiter)?.length ?? 0;
  return [',', ';', '\t', '|'].reduce((best, one) => (cells(one) > cells(best) ? one : best));
}

function columnsOf(head: string, delimiter: string): string[] {
  const columns = cellsOf(head, delimiter);
  if (columns === null)
    throw new FeedError('The head of the table is broken: a quote in it is never closed.');
  while (columns.length > 1 && columns.at(-1) === '') columns.pop();
  return columns.map((name) => name.trim());
}

/** A column that is not there would leave its field open in every row, and nobody would notice. */
function checkColumns(columns: readonly string[], mapping: Mapping): void {
  const rules = [
    ...FIELDS.map((field) => mapping[field]),
    ...PAY_FIELDS.map((field) => mapping.pay?.[field]),
    ...Object.keys(mapping.where ?? {}),
  ].map(pathsOf);
  const missing = rules.filter((paths) => paths.length > 0 && !paths.some((path) => columns.includes(path)));
  if (missing.length === 0) return;
  const names = [...new Set(missing.flat())].map((name) => `"${name}"`).join(', ');
  throw new FeedError(`The mapping names ${names}, but the columns of the table are: ${columns.join(', ')}.`);
}

function toItem(row: CsvRow, columns: readonly string[], readRow: ReadRow): ReadItem | null {
  const position = `line ${row.line}`;
  if ('fault' in row) {
    const reason = row.tooLong ? 'too-long' : 'broken-csv';
    return { kind: 'rejected', position, reason, detail: row.fault, raw: row.raw };
  }
  if (row.cells.every((cell) => cell.trim() === '')) return null;
  const posting = readRow(Object.fromEntries(columns.map((name, index) => [name, row.cells[index]])));
  return posting === null ? null : { kind: 'posting', position, posting };
}
