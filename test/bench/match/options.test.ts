import { expect, test } from '@jest/globals';
import { readMatchOptions } from '../../../src/bench/match/options.js';

test('the sizes are those of the issue where none are named', () => {
  expect(readMatchOptions({})).toMatchObject({
    docs: [50_000],
    searches: [300_000],
    saved: 1_000_000,
    window: 0,
  });
});

test('several sizes and some peers may be named', () => {
  expect(readMatchOptions({ searches: '10000,100000', peers: 'percolator' })).toMatchObject({
    searches: [10_000, 100_000],
    peers: ['percolator'],
  });
  expect(readMatchOptions({ peers: 'sql' }).peers).toEqual([
    'sql per search',
    'sql per saved search',
    'sql join',
  ]);
  expect(readMatchOptions({ peers: 'none' }).peers).toEqual([]);
});

test.each([
  [{ docs: '0' }, '--docs takes whole numbers from 1 to 100,000,000, not "0".'],
  [{ searches: '10,x' }, '--searches takes whole numbers from 1 to 100,000,000, not "x".'],
  [{ peers: 'lucene' }, 'There is no peer "lucene".'],
])('what cannot be read is refused with a sentence: %j', (typed, sentence) => {
  expect(() => readMatchOptions(typed)).toThrow(sentence);
});
