import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSearch } from '../../src/language/read-search.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { readData, testWithData } from './support.js';
import { queries } from './vocabulary.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());

/** How many operands Postgres reads in each: fewer than we wrote would mean that it read something else. */
async function expectAccepted(typed: string[]): Promise<void> {
  const literals = typed.map((query) => readSearch({ query }).tsquery).filter((literal) => literal !== null);
  const rows = await db.query<{ nodes: number }>(
    'select numnode(t::tsquery) as nodes from unnest($1::text[]) with ordinality as q(t, n) order by n',
    [literals],
  );
  const written = literals.map((literal) => {
    const bare = literal.replace(/'[^']*'(?::[*A-D]+)?/g, '0');
    return (bare.match(/[0&|!]|<\d+>/g) ?? []).length;
  });
  expect(rows.map(({ nodes }) => nodes)).toEqual(written);
}

test('Postgres accepts the tsquery of any query', async () => {
  await expectAccepted(fc.sample(queries, { seed: 3, numRuns: 500 }));
});

test('Postgres accepts the tsquery of attacks and nonsense', async () => {
  await expectAccepted([
    `'; drop table vacancy; --`,
    `a' & 'b' | !'c':*ABCD <-> \\ d`,
    `java\0python`,
    `\\'java\\' "\\"`,
    '%s $1 {{java}} <b>go</b>',
    `(${'a1 OR '.repeat(80)}b1`,
  ]);
});

testWithData('every real query string is read, and Postgres accepts its tsquery', async () => {
  const typed: { q: string }[] = JSON.parse(readData('queries/hh-query-strings.json'));
  expect(typed).toHaveLength(62);
  const unread = typed.filter(({ q }) => readSearch({ query: q }).tsquery === null);
  expect(unread).toEqual([]);
  await expectAccepted(typed.map(({ q }) => q));
});

testWithData('every real search phrase is read, and nearly none needs a warning', async () => {
  const typed = readData('queries/job-search-phrases-2251.txt').split('\n').filter(Boolean);
  const warned = typed.filter((query) => readSearch({ query }).warnings.length > 0);
  expect(warned.length / typed.length).toBeLessThan(0.01);
  await expectAccepted(typed);
});
