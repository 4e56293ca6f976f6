import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nearKeys, noteTexts } from '../../../src/collect/clusters/clusters.sql.js';
import { distance, NEAR, type SimHash } from '../../../src/language/simhash.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());
afterEach(() => db.query('truncate sim_band'));

const note = (hashes: readonly SimHash[]) =>
  noteTexts(
    db.dataSource.manager,
    hashes.map((simhash, i) => ({ title: '', textKey: String(i), simhash, linkKey: null })),
  );
const found = async (hashes: readonly SimHash[]) =>
  (await nearKeys(db.dataSource.manager, hashes)).map(Number).sort((a, b) => a - b);

/** A hash with these of its bits turned. */
const turned = ({ high, low }: SimHash, bits: readonly number[]): SimHash => {
  const mask = (from: number) =>
    bits.filter((bit) => bit >= from && bit < from + 32).reduce((all, bit) => all | (1 << (bit - from)), 0);
  return { high: high ^ mask(32), low: low ^ mask(0) };
};

const hash = fc.record({ high: fc.integer(), low: fc.integer() });
const bits = fc.uniqueArray(fc.nat(63), { minLength: 0, maxLength: 9 });

test('the bands find every text within seven bits and none beyond', async () => {
  await fc.assert(
    fc.asyncProperty(hash, fc.array(bits, { minLength: 1, maxLength: 60 }), async (asked, changes) => {
      await db.query('truncate sim_band');
      const stored = changes.map((change) => turned(asked, change));
      await note(stored);
      const near = stored.flatMap((one, i) => (distance(one, asked) <= NEAR ? [i] : []));
      expect(await found([asked])).toEqual(near);
    }),
    { numRuns: 60 },
  );
});

test('seven bits are found however they lie in the four bands', async () => {
  const asked = { high: -0x12345678, low: 0x7fff0001 };
  // Two in each band but one; all in one; one and six; at the signs of all bands.
  const spread = [
    [0, 1, 16, 17, 32, 33, 48],
    [63, 62, 47, 46, 31, 30, 15],
    [0, 1, 2, 3, 4, 5, 6],
    [15, 31, 47, 63, 14, 30, 46],
    [63, 0, 1, 2, 3, 4, 5],
  ];
  await note(spread.map((one) => turned(asked, one)));
  expect(await found([asked])).toEqual([0, 1, 2, 3, 4]);
});

test('several texts are asked for at once, and each is answered once', async () => {
  const hashes = fc.sample(hash, { seed: 3, numRuns: 40 });
  await note(hashes);
  expect(await found([...hashes, ...hashes.map((one) => turned(one, [3, 9, 40]))])).toEqual(
    hashes.map((_, i) => i),
  );
});
