import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { test } from '@jest/globals';
import { analyse, type Document, type Fields } from '../../src/language/document.js';
import { readSearch } from '../../src/language/read-search.js';

/** An analysed vacancy; fields that a test does not name are empty. */
export const documentOf = (fields: Partial<Fields>): Document =>
  analyse({ title: '', company: '', skills: '', body: '', ...fields });

/** The canonical key of a query's text. */
export const keyOf = (query: string): string => readSearch({ query }).textKey;

const DATA = new URL('../../../shared/data/', import.meta.url);
const present = existsSync(DATA);
if (!present) console.info('skipped: no ../shared/data');

/** A test on real data that a stranger's clone does not have. */
export const testWithData = present ? test : test.skip;

/** A file of ../shared/data as text, unpacked where it is packed. */
export function readData(name: string): string {
  const bytes = readFileSync(new URL(name, DATA));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
