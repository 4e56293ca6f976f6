import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyse, toTsvector } from '../../src/language/document.js';
import { fits } from '../../src/language/fits.js';
import { readSearch } from '../../src/language/read-search.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { queries, vacancies } from './vocabulary.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());

const PAIRS = `
  with d as materialized (select n, t::tsvector as document from unnest($1::text[]) with ordinality as d(t, n)),
       q as materialized (select n, t::tsquery as query from unnest($2::text[]) with ordinality as q(t, n))
  select d.n::int as d, q.n::int as q from d join q on d.document @@ q.query`;

test.each([1, 2, fc.sample(fc.nat(), 1)[0]!])(
  'Postgres and the evaluation in memory agree on every pair of 300 vacancies and 250 queries (seed %d)',
  async (seed) => {
    const documents = fc.sample(vacancies, { seed, numRuns: 300 }).map(analyse);
    const searches = fc
      .sample(queries, { seed, numRuns: 400 })
      .map((query) => ({ query, ...readSearch({ query }) }))
      .filter(({ ast }) => ast !== null)
      .slice(0, 250);
    expect(searches).toHaveLength(250);

    const rows = await db.query<{ d: number; q: number }>(PAIRS, [
      documents.map(toTsvector),
      searches.map(({ tsquery }) => tsquery),
    ]);
    const inPostgres = new Set(rows.map(({ d, q }) => `${d}:${q}`));
    const different: string[] = [];
    for (const [d, document] of documents.entries()) {
      for (const [q, { ast, query, tsquery }] of searches.entries()) {
        if (fits(ast, document) === inPostgres.has(`${d + 1}:${q + 1}`)) continue;
        different.push(`${query} | ${tsquery} | ${toTsvector(document)}`);
      }
    }
    expect(different).toEqual([]);
    // Neither all nor nothing fits: the comparison compares something.
    expect(inPostgres.size / (300 * 250)).toBeGreaterThan(0.1);
    expect(inPostgres.size / (300 * 250)).toBeLessThan(0.8);
  },
);
