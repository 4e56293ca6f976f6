import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Client } from 'pg';
import type { Node } from '../../../src/language/ast.js';
import { analyse, type Fields, toTsvector } from '../../../src/language/document.js';
import { type ReadSearch, readSearch } from '../../../src/language/read-search.js';
import { Evaluator } from '../../../src/search/fresh/evaluator.js';
import { planOf } from '../../../src/search/fresh/plan.js';
import type { Segment } from '../../../src/search/fresh/segment.js';
import { queries, vacancies } from '../../language/vocabulary.js';
import { buildVacancies } from '../../support/build-many.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { connect, ordinalsOf, segmentsOf } from './support.js';

let db: TestDatabase;
let client: Client;
beforeAll(async () => {
  db = await testDatabase();
  client = await connect(db.url);
  // What is compared is `@@` on the column itself; without it the vacancies are stored three times as fast.
  await db.query('drop index vacancy_document_idx');
});
afterAll(async () => {
  await client?.end();
  await db?.close();
});
beforeEach(() => db.query('truncate vacancy, cluster cascade'));

// Three seeds: 5.4 million pairs a run.
const DOCUMENTS = 1_500;
const QUERIES = 1_200;
// Each beside a border of what the index counts by: one vacancy, one word of bits, one more than that.
const SIZES = [1, 32, 33, 500];

test.each([101, 102, fc.sample(fc.nat(), 1)[0]!])(
  `the index and Postgres agree on every pair of ${DOCUMENTS} vacancies and ${QUERIES} queries (seed %d)`,
  async (seed) => {
    const documents = fc.sample(vacancies, { seed, numRuns: DOCUMENTS });
    const searches = fc
      .sample(queries, { seed, numRuns: QUERIES * 1.5 })
      .map((query) => ({ query, ...readSearch({ query }) }))
      .filter(({ ast }) => ast !== null)
      .slice(0, QUERIES);
    const ids = await buildVacancies(db.dataSource, documents);
    const expected = await askPostgres(searches);
    const whole = await segmentsOf(client, ids);
    const parts = await segmentsOf(client, ids, SIZES);
    expect(whole.map(({ size }) => size)).toEqual([DOCUMENTS]);
    expect(parts).toHaveLength(SIZES.length + 1);

    const given = { documents, searches, ids, expected };
    expect(smallestDisagreement(given, whole)).toBeNull();
    expect(smallestDisagreement(given, parts)).toBeNull();
    expect(searches).toHaveLength(QUERIES);
    const fitting = expected.reduce((sum, { size }) => sum + size, 0);
    expect(fitting / (DOCUMENTS * QUERIES)).toBeGreaterThan(0.1);
    expect(searches.filter(({ ast }) => isTricky(ast!)).length / QUERIES).toBeGreaterThan(0.2);
  },
  60_000,
);

type Asked = ReadSearch & { query: string };

/** The ids that fit each search. */
async function askPostgres(searches: readonly Asked[]): Promise<Set<number>[]> {
  const rows = await db.query<{ n: number; ids: number[] }>(
    `with d as materialized (select id, document from vacancy),
          q as materialized (select n, t::tsquery as query from unnest($1::text[]) with ordinality as q(t, n))
     select q.n::int as n, array_agg(d.id::int) as ids from q join d on d.document @@ q.query group by q.n`,
    [searches.map(({ tsquery }) => tsquery)],
  );
  const byNumber = new Map(rows.map(({ n, ids }) => [n, new Set(ids)]));
  return searches.map((_, i) => byNumber.get(i + 1) ?? new Set());
}

interface Given {
  documents: Fields[];
  searches: Asked[];
  ids: number[];
  expected: Set<number>[];
}

/** Of all pairs on which the index and Postgres differ the one with the shortest query, then document. */
function smallestDisagreement({ documents, searches, ids, expected }: Given, segments: Segment[]) {
  const evaluators = segments.map((segment) => new Evaluator(segment));
  const documentOf = new Map(ids.map((id, i) => [id, documents[i]!]));
  const different = searches.flatMap(({ query, textKey, tsquery }, i) => {
    const [ours, theirs] = [new Set(idsOf(evaluators, textKey)), expected[i]!];
    return [...new Set([...ours, ...theirs])]
      .filter((id) => ours.has(id) !== theirs.has(id))
      .map((id) => {
        const fields = documentOf.get(id);
        const document = fields === undefined ? 'a vacancy that there is not' : toTsvector(analyse(fields));
        return { query, tsquery, document, fitsInPostgres: theirs.has(id) };
      });
  });
  const lengthOf = (one: (typeof different)[number]) => one.tsquery!.length * 1e6 + one.document.length;
  return different.sort((a, b) => lengthOf(a) - lengthOf(b))[0] ?? null;
}

function idsOf(evaluators: readonly Evaluator[], textKey: string): number[] {
  const plan = planOf(textKey);
  return evaluators.flatMap((evaluator) =>
    ordinalsOf(evaluator.evaluate(plan)).map((doc) => evaluator.segment.facts.id[doc]!),
  );
}

/** Whether a query has NOT, a phrase or a prefix in it. */
function isTricky(node: Node): boolean {
  if (node.kind === 'not' || node.kind === 'phrase') return true;
  return node.kind === 'term' ? node.prefix : node.children.some(isTricky);
}
