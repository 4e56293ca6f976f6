import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toTsvector } from '../../src/language/document.js';
import { fits } from '../../src/language/fits.js';
import { readSearch } from '../../src/language/read-search.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { CASES, type Case, MORE_CASES } from './cases.js';
import { documentOf } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());

async function answerOf(query: string, vacancy: Case[1]): Promise<Case[2]> {
  const read = readSearch({ query });
  if (read.refused !== null) return 'refused';
  const document = documentOf(vacancy);
  const [row] = await db.query<{ fits: boolean }>('select $1::tsvector @@ $2::tsquery as fits', [
    toTsvector(document),
    read.tsquery,
  ]);
  expect(fits(read.ast, document)).toBe(row?.fits);
  return row?.fits ? 'fits' : 'does not fit';
}

test('there are 48 cases in the specification', () => expect(CASES).toHaveLength(48));

describe('Postgres and the evaluation in memory agree, and are right', () => {
  test.each(CASES)('%s | %j: %s', async (query, vacancy, answer) => {
    expect(await answerOf(query, vacancy)).toBe(answer);
  });
  test.each(MORE_CASES)('%s | %j: %s', async (query, vacancy, answer) => {
    expect(await answerOf(query, vacancy)).toBe(answer);
  });
});

test.each([
  ['backend', 'Back-end developer'],
  ['backend', 'Backend developer'],
  ['=backend', 'Java Backend'],
  ['"java<1>backend<1>develop"', 'Java backend developer'],
  ['"back<1>end<1>develop"', 'Back-end developer'],
  ['"senior<1>back<1>end"', 'Senior back-end'],
])('a search saved before hyphened names were known goes on finding its own: %s in %s', (key, title) => {
  const [first, ...others] = key.replaceAll('"', '').split('<1>');
  const words = [first!, ...others].map((lexeme) => ({ lexeme, prefix: false }));
  const ast = { kind: 'phrase' as const, words, gaps: others.map(() => 1), field: null, written: '' };
  expect(fits(ast, documentOf({ title }))).toBe(true);
});
