import type { DataSource, EntityManager } from 'typeorm';
import { groupBy } from '../kit/group-by.js';
import type { Log } from '../kit/log.js';
import { dropDaysBefore, ensureDay } from '../store/day-partitions.js';
import { lockShardForProgress } from '../store/shards.js';
import { insertMatches } from './match-rows.sql.js';
import { type Found, matchSearches, type SearchToMatch } from './match-searches.sql.js';
import {
  caughtUp,
  ensureShards,
  markBehind,
  moveProgress,
  type Progress,
  searchesBehind,
  searchesById,
  searchesOfShard,
  shardProgress,
  shardsBelow,
} from './progress.sql.js';
import { lastSeq, openWindow, type Window } from './window.sql.js';

// One statement's worth: larger gains nothing, and the answer of 500 broad searches still fits in memory.
const BATCH = 500;
const DAY = 86_400_000;
// As long as a pause holds what was found.
const KEPT_DAYS = 40;

/** vacancy → match: every followed search meets every vacancy published since it was last matched, once. */
export class MatchStep {
  private stopping = false;

  constructor(
    private readonly db: DataSource,
    private readonly log: Log,
  ) {}

  /** Answers how many pairs (search, vacancy) were found. Safe to run twice or in several processes at once. */
  async run(now: Date): Promise<{ matched: number }> {
    const started = performance.now();
    const madeOn = dayOf(now);
    await ensureShards(this.db.manager);
    await this.db.transaction((tx) => ensureDay(tx, 'match', madeOn));
    const upto = await lastSeq(this.db.manager);
    let matched = await this.matchShards(upto, madeOn);
    matched += await this.matchBehind(madeOn);
    await dropDaysBefore(this.db, 'match', dayOf(new Date(now.getTime() - KEPT_DAYS * DAY)));
    const ms = Math.round(performance.now() - started);
    if (matched > 0) this.log.info({ matched, upto, ms }, 'searches matched');
    return { matched };
  }

  /** What is being asked of one window is finished and kept; the next window is not opened. */
  stop(): void {
    this.stopping = true;
  }

  /** All shards stand at the same `seq` but after a crash in between: one window serves all that began together. */
  private async matchShards(upto: string, madeOn: string): Promise<number> {
    const due = await shardsBelow(this.db.manager, upto);
    let matched = 0;
    for (const [from, shards] of groupBy(due, ({ upto_seq }) => upto_seq)) {
      if (this.stopping) break;
      const answers = await this.evaluate({ from, upto }, (tx) => readShards(tx, shards));
      for (const { progress, searches, found } of answers) {
        const moved = await this.record({ progress, upto, madeOn, found }, (tx) =>
          markBehind(tx, { shard: progress.shard, from, evaluated: searches.map(({ id }) => id) }),
        );
        if (moved) matched += totalOf(found);
      }
    }
    return matched;
  }

  /** Searches saved while their shard was being matched: each is brought up to its shard, then forgotten here. */
  private async matchBehind(madeOn: string): Promise<number> {
    let matched = 0;
    const behind = await searchesBehind(this.db.manager);
    for (const [key, rows] of groupBy(behind, ({ shard, upto_seq }) => `${shard}:${upto_seq}`)) {
      if (this.stopping) break;
      const [shard, from] = [Number(key.split(':')[0]), rows[0]!.upto_seq];
      const upto = await shardProgress(this.db.manager, shard);
      const answers = await this.evaluate({ from, upto }, async (tx) => {
        const searches = await searchesById(
          tx,
          rows.map(({ search_id }) => search_id),
        );
        return rows.map((progress) => ({
          progress,
          searches: searches.filter(({ id }) => id === progress.search_id),
        }));
      });
      for (const { progress, found } of answers) {
        const moved = await this.record({ progress, upto, madeOn, found }, (tx) => caughtUp(tx, progress));
        if (moved) matched += totalOf(found);
      }
    }
    return matched;
  }

  /** Reads the searches and asks the window for them, without any lock that others would wait for. */
  private evaluate<T extends { searches: SearchToMatch[] }>(
    window: Window,
    readGroups: (tx: EntityManager) => Promise<T[]>,
  ): Promise<(T & { found: Found[] })[]> {
    return this.db.transaction('REPEATABLE READ', async (tx) => {
      const groups = await readGroups(tx);
      const searches = groups.flatMap((group) => group.searches);
      const found = new Map<string, Found>();
      const fresh = searches.length === 0 ? 0 : await openWindow(tx, window);
      for (let at = 0; fresh > 0 && at < searches.length; at += BATCH) {
        for (const row of await matchSearches(tx, searches.slice(at, at + BATCH)))
          found.set(row.search_id, row);
      }
      return groups.map((group) => ({
        ...group,
        found: group.searches.flatMap(({ id }) => found.get(id) ?? []),
      }));
    });
  }

  /** Writes what was found and moves the progress in one transaction; drops it all if another matcher was quicker. */
  private record(
    { progress, upto, madeOn, found }: { progress: Progress; upto: string; madeOn: string; found: Found[] },
    settle: (tx: EntityManager) => Promise<void>,
  ): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      await lockShardForProgress(tx, progress.shard);
      if (!(await moveProgress(tx, progress, upto))) return false;
      await insertMatches(tx, found, { from: progress.upto_seq, upto, madeOn });
      await settle(tx);
      return true;
    });
  }
}

async function readShards(tx: EntityManager, shards: readonly Progress[]) {
  const read: { progress: Progress; searches: SearchToMatch[] }[] = [];
  for (const progress of shards) read.push({ progress, searches: await searchesOfShard(tx, progress.shard) });
  return read;
}

const totalOf = (found: readonly Found[]): number => found.reduce((sum, { total }) => sum + total, 0);

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
