import { expect, test } from '@jest/globals';
import { readImportOptions } from '../../../src/bench/import/options.js';

test('without options it is the feed of the issue', () => {
  expect(readImportOptions({})).toEqual({ postings: 300_000, format: 'ndjson', seed: 1 });
});

test('what cannot be read is told in a sentence', () => {
  expect(() => readImportOptions({ postings: '3e5' })).toThrow(
    '--postings takes a whole number from 100 to 10,000,000, not "3e5".',
  );
  expect(() => readImportOptions({ postings: '99' })).toThrow('from 100');
  expect(() => readImportOptions({ format: 'csv' })).toThrow(
    'A feed can be made as ndjson and yandex-rabota, not as "csv".',
  );
  expect(() => readImportOptions({ format: 'toString' })).toThrow('not as "toString"');
});
