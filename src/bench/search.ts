import type { DataSource } from 'typeorm';
import { searchVacancies } from '../search/search-vacancies.js';
import { type BenchReport, machine, quantile, round, spreadOf, timeEach } from './measure.js';

const PAGE = { page: 1, pageSize: 20 };

/**
 * The search page's whole answer (counts, figures, employers, twenty highlighted vacancies) over the vacancies at hand,
 * for `count` of their own titles. Beside it in the same run: the same titles asked of Postgres' russian configuration
 * with ts_rank, twenty ids and an exact count, as a page that needs nothing else would.
 */
export async function benchSearch(db: DataSource, count: number): Promise<BenchReport> {
  const titles = await sampleTitles(db, count);
  const ours = await timeEach(titles, (query) =>
    searchVacancies(db, { query, filters: {}, ...PAGE }, new Date()),
  );
  const peer = await withRussianTable(db, () => timeEach(titles, (query) => db.query(RUSSIAN, [query])));
  return {
    bench: 'search',
    ours: spreadOf(ours),
    peers: { 'postgres russian, websearch_to_tsquery': spreadOf(peer) },
    ratios: { 'postgres russian, websearch_to_tsquery': round(quantile(peer, 0.5) / quantile(ours, 0.5)) },
    machine: await machine((sql) => db.query(sql)),
  };
}

/** Titles spread evenly over the table, so that two runs ask the same. */
async function sampleTitles(db: DataSource, count: number): Promise<string[]> {
  const rows: { title: string }[] = await db.query(
    `select title from (select title, id, row_number() over (order by id) as n, count(*) over () as of from vacancy) v
      where n % greatest(1, of / $1) = 0 order by id limit $1`,
    [count],
  );
  return rows.map(({ title }) => title);
}

const RUSSIAN = `
  select id, count(*) over () as total
    from bench_russian, websearch_to_tsquery('russian', $1) as asked
   where document @@ asked order by ts_rank(document, asked) desc, id limit 20`;

async function withRussianTable<T>(db: DataSource, work: () => Promise<T>): Promise<T> {
  await db.query(
    `create unlogged table bench_russian as
     select id, to_tsvector('russian', concat_ws(' ', title, employer_name, array_to_string(skills, ' '), body)) as document
       from vacancy where closed_at is null`,
  );
  try {
    await db.query('create index on bench_russian using gin (document)');
    await db.query('analyze bench_russian');
    return await work();
  } finally {
    await db.query('drop table bench_russian');
  }
}
