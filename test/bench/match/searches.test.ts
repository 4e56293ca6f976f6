import { beforeAll, expect, test } from '@jest/globals';
import { demoMaterial, type Material } from '../../../src/bench/match/material.js';
import { FILTER_SHARES } from '../../../src/bench/match/search-filters.js';
import { SHAPES } from '../../../src/bench/match/search-texts.js';
import { type Asked, searchStream } from '../../../src/bench/match/searches.js';
import { readSearch } from '../../../src/language/read-search.js';

const COUNT = 5_000;
let material: Material;
let asked: Asked[];

const searches = (seed: number, count: number): Asked[] => {
  const stream = searchStream({ material, seed });
  return Array.from({ length: count }, () => stream.next().value);
};

beforeAll(async () => {
  material = await demoMaterial(new Date('2026-11-24T06:00:00Z'));
  asked = searches(1, COUNT);
});

const share = (count: number): number => count / COUNT;
const keysOf = (some: Asked[]) => some.map(({ read }) => read.canonicalKey);

test('the same seed asks the same searches, fewer of them being the first of more, and another seed asks others', () => {
  expect(keysOf(searches(1, 300))).toEqual(keysOf(asked.slice(0, 300)));
  expect(keysOf(searches(2, 300))).not.toEqual(keysOf(asked.slice(0, 300)));
});

test('every search may be saved as an alert, reads as it would if typed, and none comes twice', () => {
  for (const { query, read } of asked) {
    const { asWritten: _asWritten, plain: _plain, ...typed } = readSearch({ query, filters: read.filters });
    expect(read).toMatchObject({ ...typed, refused: null });
  }
  expect(new Set(asked.map(({ read }) => read.searchHash)).size).toBe(COUNT);
});

test('43 of 100 searches have a text of their own, the others share the popular ones', () => {
  const texts = new Map<string, number>();
  for (const { read } of asked) texts.set(read.textHash, (texts.get(read.textHash) ?? 0) + 1);
  expect(share(asked.filter(({ newText }) => newText).length)).toBeCloseTo(0.43, 1);
  expect(share(texts.size)).toBeCloseTo(0.43, 1);
  expect(Math.max(...texts.values())).toBeGreaterThan(20);
});

test('texts are written in the stated shapes, in the stated shares', () => {
  const written = asked.filter(({ newText }) => newText);
  const signs = { or: '|(', not: '!(', title: 'A:', prefix: '*', exact: '=', company: 'B:' };
  for (const { shape, share: stated } of SHAPES) {
    const same = written.filter((one) => one.shape === shape);
    expect(same.length / written.length).toBeCloseTo(stated, 1);
    const sign = signs[shape as keyof typeof signs];
    if (sign === undefined) continue;
    // «врач OR врачи» is one word.
    const telling = same.filter(({ read }) => read.textKey.includes(sign));
    expect(telling.length).toBeGreaterThan(same.length * 0.95);
  }
  expect(share(asked.filter(({ shape }) => shape === null).length)).toBeLessThan(0.01);
});

test('filters are asked in the stated shares', () => {
  const asks = (test: (filters: Asked['read']['filters']) => unknown) =>
    share(asked.filter(({ read }) => test(read.filters)).length);
  const { city, ...others } = FILTER_SHARES;
  expect(asks(({ places, cityNames }) => places ?? cityNames)).toBeCloseTo(city, 1);
  for (const [name, stated] of Object.entries(others)) {
    const found = asks((filters) => filters[name as keyof typeof others] !== undefined);
    expect(Math.abs(found - stated)).toBeLessThan(0.03);
  }
});
