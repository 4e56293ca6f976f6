import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Client } from 'pg';
import { Evaluator } from '../../../src/search/fresh/evaluator.js';
import { planOf } from '../../../src/search/fresh/plan.js';
import type { Segment } from '../../../src/search/fresh/segment.js';
import { buildVacancies } from '../../support/build-many.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { connect, ordinalsOf, segmentsOf } from './support.js';

let db: TestDatabase;
let client: Client;
beforeAll(async () => {
  db = await testDatabase();
  client = await connect(db.url);
});
afterAll(async () => {
  await client?.end();
  await db?.close();
});
beforeEach(() => db.query('truncate vacancy, cluster cascade'));

async function segmentOf(documents: string[]): Promise<Segment> {
  const ids = await buildVacancies(
    db.dataSource,
    documents.map((document) => ({ document })),
  );
  const [segment] = await segmentsOf(client, ids);
  return segment!;
}

const found = (segment: Segment, text: string): number[] =>
  ordinalsOf(new Evaluator(segment).evaluate(planOf(text)));

test('a lexeme with more places than the analyser emits is read to its end', async () => {
  const places = Array.from({ length: 300 }, (_, i) => i + 1).join();
  const segment = await segmentOf([`'aaa':${places} 'bbb':301 'cc':302A`, `'cc':1`]);
  for (const [text, docs] of Object.entries({
    aaa: [0],
    bbb: [0],
    cc: [0, 1],
    'A:cc': [0],
    '"aaa<1>aaa"': [0],
  }))
    expect([text, found(segment, text)]).toEqual([text, docs]);
});

test('documents of hundreds of kilobytes, which come in many pieces, are whole', async () => {
  const long = (seed: number) => {
    const words = Array.from({ length: 6_000 }, (_, i) => `word${seed}x${i}`);
    return words.map((word, i) => `'${word}':${i + 1} '=${word}':${i + 1}`).join(' ');
  };
  const segment = await segmentOf([long(1), `'short':1`, '', long(2)]);
  expect(segment.size).toBe(4);
  for (let i = 0; i < 6_000; i += 599) {
    expect(found(segment, `word1x${i}`)).toEqual([0]);
    expect(found(segment, `=word2x${i}`)).toEqual([3]);
  }
  expect(found(segment, '"word1x4000<1>word1x4001<2>word1x4003"')).toEqual([0]);
  expect(found(segment, '"word2x4000<2>word2x4001"')).toEqual([]);
  expect(found(segment, '=word2*')).toEqual([3]);
  expect(found(segment, 'short')).toEqual([1]);
  expect(found(segment, '!(short)')).toEqual([0, 2, 3]);
});

test('one evaluator gives the same answers whatever it was asked before', async () => {
  const segment = await segmentOf(
    Array.from({ length: 200 }, (_, i) => `'n${i % 7}':1A '=n${i % 7}':1A 'm${i % 3}':2 '=m${i % 3}':2`),
  );
  const evaluator = new Evaluator(segment);
  const texts = [
    'n1',
    '!(n1)',
    '&(!(m0),n1)',
    '|(m1,n2)',
    '"n1<1>m1"',
    '=n*',
    'A:=m*',
    '&(m1,|(n1,n2,n3))',
    'A:n1',
  ];
  const asked = [...texts, ...texts.toReversed(), ...texts];
  const answers = asked.map((text) => ordinalsOf(evaluator.evaluate(planOf(text))));
  expect(answers).toEqual(asked.map((text) => found(segment, text)));
});

test('a text that is no canonical one is refused, not misread', () => {
  for (const text of ['&(a', 'a)', '"a', '?(a)']) expect(() => planOf(text)).toThrow('canonical text');
});
