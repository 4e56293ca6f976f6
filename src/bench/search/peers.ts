import type { DataSource } from 'typeorm';
import { seesServer, spentWith } from '../match/processor-time.js';
import { type BenchReport, round, spreadOf, timeEach } from '../measure.js';

/** How somebody who has only Postgres would ask titles: a test, its value, and what must be made before. */
interface Way {
  made: string | null;
  test: string;
  value(query: string): unknown;
}

export const WAYS: Record<string, Way> = {
  // Every word somewhere in the title, as it is written.
  ilike: {
    made: null,
    test: 'title ilike all($1::text[])',
    value: (query) => query.split(/\s+/).map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`),
  },
  "to_tsvector('russian') index": {
    made: `create index bench_russian on vacancy using gin (to_tsvector('russian', title))`,
    test: `to_tsvector('russian', title) @@ websearch_to_tsquery('russian', $1::text)`,
    value: (query) => query,
  },
};

/** Twenty of the newest open vacancies with their number; and what a market page needs at the least. */
const list = (test: string) => `
  select id, title, count(*) over () from vacancy where closed_at is null and ${test}
   order by first_seen_at desc limit 20`;
const market = (test: string) => `
  select count(*), avg(pay_point_rub), percentile_cont(0.5) within group (order by pay_point_rub)
    from vacancy where first_seen_at > now() - interval '12 months' and ${test}`;

/** What both take of the same queries: milliseconds, and seconds of the server's CPU. */
export async function askPeers(
  db: DataSource,
  queries: readonly string[],
): Promise<Record<string, { list: number[]; market: number[]; figures: BenchReport['peers'][string] }>> {
  const answers: Awaited<ReturnType<typeof askPeers>> = {};
  const seen = await seesServer(db);
  for (const [name, { made, test, value }] of Object.entries(WAYS)) {
    const started = performance.now();
    if (made !== null) await db.query(made);
    const builtIn = (performance.now() - started) / 1000;
    const { result, postgres } = await spentWith(db, async () => ({
      list: await timeEach(queries, (query) => db.query(list(test), [value(query)])),
      market: await timeEach(queries, (query) => db.query(market(test), [value(query)])),
    }));
    answers[name] = {
      ...result,
      figures: {
        ...prefixed('list', result.list),
        ...prefixed('market', result.market),
        [seen ? 'cpuMsAQuery' : 'wallMsAQuery']: round((postgres * 1000) / (2 * queries.length)),
        ...(made !== null && { indexSeconds: round(builtIn) }),
      },
    };
  }
  return answers;
}

/** The spread of times under names of their own. */
export function prefixed(name: string, ms: readonly number[]): Record<string, number> {
  const { queries, ...spread } = spreadOf(ms);
  const capital = (key: string) => `${name}${key[0]!.toUpperCase()}${key.slice(1)}`;
  return {
    [`${name}Queries`]: queries,
    ...Object.fromEntries(Object.entries(spread).map(([key, value]) => [capital(key), value])),
  };
}
