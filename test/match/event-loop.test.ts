import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLog } from '../../src/kit/log.js';
import { IndexKeeper } from '../../src/search/fresh/index-keeper.js';
import { buildSource } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { NOW, stepOf } from './support.js';

const VACANCIES = 60_000;
const SEARCHES = 20_000;
// Milliseconds; above it a click is felt.
const MOST_MS = 50;

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.query('drop index vacancy_document_idx');
  const source = await buildSource(db.dataSource, { name: 'many' });
  await db.query('insert into cluster (id, created_at) values (1, now())');
  await db.query(FILL_VACANCIES, [source, VACANCIES]);
  await db.query(FILL_SEARCHES, [SEARCHES]);
}, 120_000);
afterAll(() => db?.close());

/** Word number 0 … 2,999 for the `k`-th place of row `n`: few are frequent, most are rare, and it is the same each time. */
const word = (n: string, k: string): string =>
  `floor(5000 * power(abs(hashint4(${n} * 64 + ${k}) % 1000000) / 1e6, 2))::int`;

const FILL_VACANCIES = `
  insert into vacancy (source_id, external_id, title, first_seen_at, last_seen_at, content_hash, cluster_id, analyser,
                       seq, pay_month_rub, document)
  select $1, n, 'Generated', now(), now(), '', 1, 'v1', nextval('vacancy_seq'), mod(n, 10) * 10000,
         (select string_agg(format('''w%s'':%sA ''=w%s'':%sA', word, k, word, k), ' ')::tsvector
            from (select k, ${word('n', 'k')} as word from generate_series(1, 20) as k) as words)
    from generate_series(1, $2::int) as n`;

// As read-search.ts would write them: both words; one without the other; one, or two of which it is one. Where many
// vacancies fit the pay leaves a tenth.
const FILL_SEARCHES = `
  insert into search (id, canonical, query, filters, tsquery, analyser, shard, followers, created_at)
  select n, concat_ws(' ', canonical, nullif(filters, '{}')), 'generated', filters::jsonb, tsquery, 'v1', mod(n, 16), 1,
         now()
    from (select n, n / 16 as kind, 'w' || ${word('n', '31')} as a, 'w' || ${word('n', '32')} as b
            from generate_series(1, $1::int) as n) as words
    cross join lateral (
      select case mod(kind, 4) when 0 then '&(!(' || a || '),' || b || ')' when 1 then '|(' || a || ',&(' || a || ',' || b || '))'
                               else '&(' || a || ',' || b || ')' end as canonical,
             case mod(kind, 4) when 0 then '!' || a || ' & ' || b when 1 then a else a || ' & ' || b end as tsquery,
             case when mod(kind, 4) < 2 then '{"payFrom":90000,"onlyWithPay":true}' else '{}' end as filters) as made
   where a <> b`;

/** What the event loop of this process had to wait while `work` went on. */
async function during(work: () => Promise<unknown>): Promise<{ ms: number; p99: number }> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const started = performance.now();
  delay.enable();
  await work();
  delay.disable();
  return { ms: performance.now() - started, p99: delay.percentile(99) / 1e6 };
}

/** How many vacancies fit some of the searches, by search: what the run wrote, and what Postgres counts. */
const TOTALS = `
  select s.id, coalesce(m.total, 0) as written, counted.total::int as counted
    from search s
    left join match m on m.search_id = s.id
    cross join lateral (
      select count(*) as total from vacancy v
       where v.document @@ s.tsquery::tsquery and (s.filters = '{}' or v.pay_month_rub >= 90000)) as counted
   where mod(s.id, 499) = 0`;

test('pages hardly wait while a matching run computes for a second and more', async () => {
  const { ms, p99 } = await during(() => stepOf(db, { threads: 1 }).run(NOW));
  expect(p99).toBeLessThan(MOST_MS);
  expect(ms).toBeGreaterThan(1_000);
  const totals = await db.query<{ written: number; counted: number }>(TOTALS);
  expect(totals.length).toBeGreaterThan(30);
  expect(totals.map(({ written }) => written)).toEqual(totals.map(({ counted }) => counted));
  expect(totals.reduce((sum, { counted }) => sum + counted, 0)).toBeGreaterThan(500);
}, 120_000);

test('pages hardly wait while the fresh index is built', async () => {
  const settings = { url: db.url, mostBytes: 2 ** 30, log: createLog('silent'), every: 100 };
  let keeper: IndexKeeper | undefined;
  const { ms, p99 } = await during(async () => {
    keeper = new IndexKeeper(settings);
    await keeper.whenReady();
  });
  const size = keeper?.current()?.size;
  await keeper?.close();
  expect(p99).toBeLessThan(MOST_MS);
  expect(ms).toBeGreaterThan(500);
  expect(size).toBe(VACANCIES);
}, 120_000);
