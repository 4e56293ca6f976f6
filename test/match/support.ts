import { createLog } from '../../src/kit/log.js';
import { type Filters, filterSql } from '../../src/language/filters.js';
import { MatchStep } from '../../src/match/match.step.js';
import type { MatchSettings } from '../../src/match/match-threads.js';
import type { TestDatabase } from '../support/database.js';

export const NOW = new Date('2026-11-24T06:00:00Z');

export const stepOf = (db: TestDatabase, settings: MatchSettings = {}): MatchStep =>
  new MatchStep(db.dataSource, createLog('silent'), settings);

/** Empties the tables that matching reads and writes. */
export const empty = (db: TestDatabase): Promise<unknown> =>
  db.query(
    'truncate match, match_progress, search, vacancy, cluster, saved_search, subscriber, address cascade',
  );

/** search id → the vacancies told to it, over all runs, sorted. */
export async function matched(db: TestDatabase): Promise<Map<string, string[]>> {
  const rows = await db.query<{ search_id: string; ids: string[] }>(
    `select search_id, array_agg(id order by id) as ids
       from match, unnest(vacancy_ids) as id group by search_id`,
  );
  return new Map(rows.map(({ search_id, ids }) => [search_id, ids]));
}

/** The same, asked of Postgres search by search. */
export async function oracle(db: TestDatabase): Promise<Map<string, string[]>> {
  const answers = new Map<string, string[]>();
  const searches = await db.query<{ id: string; tsquery: string | null; filters: Partial<Filters> }>(
    'select id, tsquery, filters from search where followers > 0',
  );
  for (const { id, tsquery, filters } of searches) {
    const filter = filterSql(filters, 2);
    const rows = await db.query<{ id: string }>(
      `select v.id from vacancy v where v.seq is not null and v.closed_at is null
        and ($1::tsquery is null or v.document @@ $1::tsquery) and ${filter.text} order by v.id`,
      [tsquery, ...filter.values],
    );
    if (rows.length > 0)
      answers.set(
        id,
        rows.map((row) => row.id),
      );
  }
  return answers;
}

export const sorted = (map: Map<string, string[]>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** Waits until a run waits at the lock of a shard that the test holds. */
export async function untilSomebodyWaits(db: TestDatabase): Promise<void> {
  for (;;) {
    const waiting = await db.query(
      `select from pg_locks where locktype = 'advisory' and not granted and objsubid = 2
          and database = (select oid from pg_database where datname = current_database())`,
    );
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
