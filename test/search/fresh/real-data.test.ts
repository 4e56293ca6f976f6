import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Fields } from '../../../src/language/document.js';
import { readSearch } from '../../../src/language/read-search.js';
import { lastSeq } from '../../../src/match/window.sql.js';
import { WorkerMatching } from '../../../src/match/worker-matching.js';
import { Evaluator } from '../../../src/search/fresh/evaluator.js';
import { planOf } from '../../../src/search/fresh/plan.js';
import type { Segment } from '../../../src/search/fresh/segment.js';
import { readData, testWithData } from '../../language/support.js';
import { analyseMany } from '../../support/analyse-many.js';
import { buildVacancies } from '../../support/build-many.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { ordinalsOf } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());

testWithData(
  'the index and Postgres agree on every real query and phrase over all real vacancies',
  async () => {
    const ids = await storeAll([...vacanciesOf('full.jsonl.gz'), ...vacanciesOf('snippet.jsonl.gz')]);
    expect(ids).toHaveLength(34_730);
    const searches = realQueries().map((query) => ({ query, ...readSearch({ query }) }));
    expect(searches).toHaveLength(62 + 2_251);

    const segment = await segmentOfAll();
    const evaluator = new Evaluator(segment);
    const expected = await askPostgres(searches.map(({ tsquery }) => tsquery!));
    const different = searches.filter(({ textKey }, i) => {
      const ours = ordinalsOf(evaluator.evaluate(planOf(textKey))).map((doc) => segment.facts.id[doc]!);
      return ours.join() !== expected[i]!.join();
    });
    expect(different.map(({ query, tsquery }) => ({ query, tsquery }))).toEqual([]);
    // Half of what people look for is there: the comparison compares something.
    expect(expected.filter((found) => found.length > 0).length).toBeGreaterThan(1_000);
  },
  180_000,
);

function realQueries(): string[] {
  const typed: { q: string }[] = JSON.parse(readData('queries/hh-query-strings.json'));
  const phrases = readData('queries/job-search-phrases-2251.txt').split('\n').filter(Boolean);
  return [...typed.map(({ q }) => q), ...phrases];
}

interface Line {
  title: string;
  employer?: string;
  skills?: string;
  description?: string;
  requirement?: string;
  responsibility?: string;
}

function vacanciesOf(file: string): Fields[] {
  const lines = readData(`vacancies-ru/${file}`).split('\n').filter(Boolean);
  return lines.map((line) => {
    const { title, employer = '', skills = '', ...texts }: Line = JSON.parse(line);
    const body = [texts.description, texts.requirement, texts.responsibility].filter(Boolean).join(' ');
    return { title, company: employer, skills: String(skills), body: body.replace(/<[^>]*>/g, ' ') };
  });
}

/** An index made at once costs a tenth of one that grows row by row. */
async function storeAll(vacancies: readonly Fields[]): Promise<number[]> {
  await db.query('drop index vacancy_document_idx');
  const documents = await analyseMany(vacancies);
  const ids = await buildVacancies(
    db.dataSource,
    vacancies.map(({ title }, i) => ({ title, document: documents[i]! })),
  );
  await db.query('create index vacancy_document_idx on vacancy using gin (document)');
  await db.query('analyze vacancy');
  return ids;
}

/** Made on a thread, as a matching run makes it: within Jest's own context it takes a minute. */
async function segmentOfAll(): Promise<Segment> {
  const matching = new WorkerMatching(db.url);
  const { segments } = await matching
    .open({ from: '0', upto: await lastSeq(db.dataSource.manager) })
    .finally(() => matching.close());
  expect(segments).toHaveLength(1);
  return segments[0]!;
}

/** The ids that fit each query, ascending. */
async function askPostgres(queries: readonly string[]): Promise<number[][]> {
  const rows: { n: number; ids: number[] }[] = await db.dataSource.transaction(async (tx) => {
    await tx.query('set local enable_seqscan = off'); // of so many queries at once the planner thinks too much
    return tx.query(
      `with q as materialized (select n, t::tsquery as query from unnest($1::text[]) with ordinality as q(t, n))
       select q.n::int as n, array_agg(v.id::int order by v.id) as ids
         from q join vacancy v on v.document @@ q.query group by q.n`,
      [queries],
    );
  });
  const byNumber = new Map(rows.map(({ n, ids }) => [n, ids]));
  return queries.map((_, i) => byNumber.get(i + 1) ?? []);
}
