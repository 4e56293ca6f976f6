import type { ReadItem } from '../posting.js';
import type { FileFormat, FileInput } from './format.js';
import { FeedError } from './inflate.js';
import { jsonRecords } from './json-records.js';
import { isRecord } from './json-value.js';
import { rowReader } from './mapped-posting.js';
import { mappingFault } from './mapping.js';
import { textOf } from './text-of.js';

/** Any JSON with a list of vacancies in it, by a mapping (docs/formats.md). */
export const json: FileFormat = { kind: 'file', name: 'json', mapped: true, read };

async function* read(input: FileInput): AsyncGenerator<ReadItem> {
  const { mapping } = input;
  if (mapping === undefined) throw new FeedError(`The format json ${mappingFault(json, false)}`);
  const readRow = rowReader(mapping);
  const pieces = textOf({ ...input, ...(mapping.encoding !== undefined && { encoding: mapping.encoding }) });
  for await (const { number, value } of jsonRecords(pieces, mapping.records)) {
    const position = `record ${number}`;
    if (isRecord(value) || Array.isArray(value)) {
      const posting = readRow(value);
      if (posting !== null) yield { kind: 'posting', position, posting };
    } else {
      const detail = 'It is no JSON object with the fields of a vacancy.';
      yield { kind: 'rejected', position, reason: 'not-a-posting', detail, raw: JSON.stringify(value) };
    }
  }
}
