import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demoMaterial, type Material } from '../../../src/bench/match/material.js';
import { fillVacancies, postingStream } from '../../../src/bench/match/vacancies.js';
import { keepVacancies } from '../../../src/bench/match/vacancies.sql.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';

const NOW = new Date('2026-11-24T06:00:00Z');
let database: TestDatabase;
let material: Material;

beforeAll(async () => {
  database = await testDatabase();
  const { postings, ...rest } = await demoMaterial(NOW);
  material = { ...rest, postings: postings.slice(0, 200) };
});
afterAll(() => database.close());

const postings = (seed: number, count: number) => {
  const stream = postingStream({ material, seed });
  return Array.from({ length: count }, () => stream.next().value!);
};

test('mutated vacancies never repeat a text, neither of one another nor of the real ones', () => {
  const mutated = postings(1, 3_200).slice(200);
  const bodies = [...mutated, ...material.postings].map(({ body }) => body);
  const unlike = new Set(mutated.map(({ body }) => body));
  expect(unlike.size).toBe(3_000);
  expect(new Set(bodies).size).toBe(3_000 + new Set(material.postings.map(({ body }) => body)).size);
});

test('the same seed makes the same vacancies, and another seed others', () => {
  expect(postings(1, 400)).toEqual(postings(1, 400));
  expect(postings(2, 400)).not.toEqual(postings(1, 400));
});

test('vacancies are numbered as they come, each alone in its cluster, the new ones within the last week', async () => {
  const order = { material, seed: 1, now: NOW, older: 100, fresh: 700 };
  await fillVacancies(database.dataSource, order);
  await keepVacancies(database.dataSource, 700);
  const [counts] = await database.query(
    `select count(*)::int as vacancies, count(distinct cluster_id)::int as clusters, count(distinct seq)::int as numbers,
            count(*) filter (where first_seen_at > $1::timestamptz - interval '7 days')::int as fresh,
            count(*) filter (where first_seen_at <= $1::timestamptz - interval '7 days' and seq > 300)::int as misplaced,
            count(*) filter (where strip(document) = '')::int as wordless
       from vacancy`,
    [NOW],
  );
  expect(counts).toEqual({
    vacancies: 700,
    clusters: 700,
    numbers: 700,
    fresh: 600,
    misplaced: 0,
    wordless: 0,
  });
  const indexes = await database.query(`select from pg_indexes where indexname = 'vacancy_document_idx'`);
  expect(indexes).toHaveLength(1);
});
