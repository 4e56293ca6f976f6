import type pg from 'pg';
import { round } from '../measure.js';
import { compareLists } from './disagreements.js';
import { type Found, type SearchRow, sampleSaved, sampleSearches, withConnection } from './found.sql.js';
import { joinAll, MOST_IDS } from './join.js';
import { type Bench, type PeerAnswer, wholeOf } from './peer.js';
import { askEach, NEWEST } from './per-search.js';
import { type Spent, spentOn } from './processor-time.js';

// About ten seconds each at 50,000 vacancies.
const SAMPLE = 2_000;
const JOIN_SAMPLE = 5_000;
const WARM_UP = 500;
const CHARGED = 'the queries, and what our process spends on asking; no analysis, no loading, no index';

/** A query for each distinct search, as if there were no matcher but people who ask the same shared it. */
export async function perDistinctSearch(bench: Bench): Promise<PeerAnswer> {
  const searches = await sampleSearches(bench.db, SAMPLE, bench.seed);
  const answer = await ask(bench, {
    what: 'searches',
    searches,
    kept: NEWEST,
    all: bench.searches,
    work: askEach,
  });
  return {
    ...answer,
    ratios: {
      'match alone': wholeOf(answer) / bench.ours.match,
      'build and match': wholeOf(answer) / bench.ours.buildAndMatch,
    },
  };
}

/** A query for each saved search, as they are stored: the popular are asked as often as they are saved. */
export async function perSavedSearch(bench: Bench): Promise<PeerAnswer> {
  const searches = await sampleSaved(bench.db, SAMPLE, bench.seed);
  const answer = await ask(bench, { what: 'saved', searches, kept: NEWEST, all: bench.saved, work: askEach });
  return {
    ...answer,
    ratios: {
      'whole run': wholeOf(answer) / bench.ours.whole,
      'whole run with its Postgres': wholeOf(answer) / bench.ours.wholeWithPostgres,
    },
  };
}

/** One join of searches and vacancies, in batches of 500 searches. */
export async function setBasedJoin(bench: Bench): Promise<PeerAnswer> {
  const searches = await sampleSearches(bench.db, JOIN_SAMPLE, bench.seed + 1);
  const answer = await ask(bench, {
    what: 'searches',
    searches,
    kept: MOST_IDS,
    all: bench.searches,
    work: joinAll,
  });
  return { ...answer, ratios: { 'build and match': wholeOf(answer) / bench.ours.buildAndMatch } };
}

interface Asking {
  /** What there are `all` of, which the sample stands for. */
  what: 'searches' | 'saved';
  all: number;
  searches: SearchRow[];
  /** The most ids that an answer has. */
  kept: number;
  work(client: pg.Client, searches: readonly SearchRow[]): Promise<Found[]>;
}

async function ask(
  bench: Bench,
  { what, searches, kept, all, work }: Asking,
): Promise<Omit<PeerAnswer, 'ratios'>> {
  const { result: found, ...spent } = await withConnection(bench.db, async (client) => {
    // Compiling and filling caches happens once, however many searches the sample stands for.
    await work(client, searches.slice(0, WARM_UP));
    return spentOn(client, () => work(client, searches));
  });
  const times = all / searches.length;
  return {
    figures: {
      [what]: all,
      sampled: searches.length,
      ...extrapolated(spent, times),
      charged: CHARGED,
    },
    compared: await compareLists(bench.db, {
      searchIds: searches.map(({ id }) => id),
      found,
      kept,
      vacancies: bench.vacancies,
    }),
  };
}

const extrapolated = ({ cpu, wall, postgres }: Spent, times: number) => ({
  sampleSeconds: round(cpu + postgres),
  cpuSeconds: round((cpu + postgres) * times),
  ownCpuSeconds: round(cpu * times),
  postgresCpuSeconds: round(postgres * times),
  wallSeconds: round(wall * times),
});
