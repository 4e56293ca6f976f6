import type { DataSource, EntityManager } from 'typeorm';
import { groupBy } from '../kit/group-by.js';
import type { Log } from '../kit/log.js';
import { type Spent, sumOf, watch } from '../kit/spent.js';
import { bytesOf } from '../search/fresh/segment.js';
import { ensureDay } from '../store/day-partitions.js';
import { lockShardForProgress } from '../store/shards.js';
import type { Job } from './copies.sql.js';
import { insertMatches } from './match-rows.sql.js';
import { type MatchSettings, withMatching } from './match-threads.js';
import type { JobAnswer, Matching } from './matching.js';
import {
  caughtUp,
  ensureShards,
  markBehind,
  moveProgress,
  type Progress,
  searchesBehind,
  shardProgress,
  shardsBelow,
} from './progress.sql.js';
import { endOfSlice, lastSeq, type Window } from './window.sql.js';

/** A job, whose progress its end moves and how. */
interface Task {
  job: Job;
  progress: Progress[];
  settle(tx: EntityManager, answer: JobAnswer): Promise<void>;
}

/** vacancy → match: every followed search meets every vacancy published since it was last matched, once. */
export class MatchStep {
  /** What the last run spent on each stage; with one thread the CPU is the stage's own. */
  spent = nothingSpent();
  /** The memory of its last window's index. */
  indexBytes = 0;
  private stopping = false;

  constructor(
    private readonly db: DataSource,
    private readonly log: Log,
    private readonly settings: MatchSettings = {},
  ) {}

  /** Answers how many pairs (search, vacancy) were found. Safe to run twice or in several processes at once. */
  async run(now: Date): Promise<{ matched: number }> {
    const running = watch();
    this.spent = nothingSpent();
    const madeOn = dayOf(now);
    await ensureShards(this.db.manager);
    await this.db.transaction((tx) => ensureDay(tx, 'match', madeOn));
    const upto = await lastSeq(this.db.manager);
    let matched = await this.matchShards(upto, madeOn);
    matched += await this.matchBehind(madeOn);
    const seconds = running().wall;
    if (matched > 0) this.log.info({ matched, upto, seconds, spent: this.spent }, 'searches matched');
    return { matched };
  }

  /** What is being asked of one shard is finished and kept; the next is not begun. */
  stop(): void {
    this.stopping = true;
  }

  /**
   * All shards stand at the same `seq` but after a crash in between: one window serves all that began together. After
   * a long downtime the window is cut into slices, so that memory stays bounded; each slice is a run of its own.
   */
  private async matchShards(upto: string, madeOn: string): Promise<number> {
    let matched = 0;
    for (;;) {
      const due = await shardsBelow(this.db.manager, upto);
      const [from, shards] =
        groupBy(due, ({ upto_seq }) => upto_seq)
          .entries()
          .next().value ?? [];
      if (from === undefined || shards === undefined || this.stopping) return matched;
      const end = await endOfSlice(this.db.manager, { from, upto }, this.settings.slice);
      const window = { from, upto: end };
      matched += await this.matchWindow(
        window,
        madeOn,
        shards.map((progress) => ({
          job: { shard: progress.shard, ids: null },
          progress: [progress],
          settle: (tx, { evaluated }) => markBehind(tx, { shard: progress.shard, from, evaluated }),
        })),
      );
    }
  }

  /**
   * Searches saved while their shard was being matched: each is brought up to its shard, then forgotten here. Behind by
   * more than a slice, as after a long downtime, it comes up by one a run.
   */
  private async matchBehind(madeOn: string): Promise<number> {
    let matched = 0;
    const behind = await searchesBehind(this.db.manager);
    for (const rows of groupBy(behind, ({ shard, upto_seq }) => `${shard}:${upto_seq}`).values()) {
      if (this.stopping) break;
      const { shard, upto_seq: from } = rows[0]!;
      const upto = await shardProgress(this.db.manager, shard);
      const end = await endOfSlice(this.db.manager, { from, upto }, this.settings.slice);
      const window = { from, upto: end };
      const job = { shard, ids: rows.map(({ search_id }) => search_id) };
      const settle = async (tx: EntityManager) => {
        for (const progress of rows) await caughtUp(tx, progress);
      };
      matched += await this.matchWindow(window, madeOn, [{ job, progress: rows, settle }]);
    }
    return matched;
  }

  /**
   * Matches one window for some searches. What one thread finds is written while it looks for the next; one after
   * another, so that each waits for all before it and none that fails goes unheard.
   */
  private matchWindow(window: Window, madeOn: string, tasks: Task[]): Promise<number> {
    const run = { from: BigInt(window.from), upto: BigInt(window.upto), madeOn };
    return withMatching({ db: this.db, ...this.settings }, window, async (matchings, { spent, segments }) => {
      this.spend('build', spent);
      this.indexBytes = segments.reduce((sum, segment) => sum + bytesOf(segment), 0);
      let matched = 0;
      let writing: Promise<void> = Promise.resolve();
      const work = async (matching: Matching): Promise<void> => {
        for (let task = this.next(tasks); task !== undefined; task = this.next(tasks)) {
          const taken = task;
          const answer = await matching.answer(taken.job, run);
          this.spend('load', answer.spent.load);
          this.spend('match', answer.spent.match);
          const before = writing;
          writing = before.then(async () => {
            if (await this.record(taken, answer, window)) matched += answer.matched;
          });
          writing.catch(() => undefined); // whoever awaits it next hears of it
          await (matching.aside ? before : writing);
        }
      };
      // Where one thread fails the others do what is left, and nothing is still being written when this one throws.
      const ends = await Promise.allSettled(matchings.map(work));
      await writing;
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
      return matched;
    });
  }

  private spend(stage: Stage, spent: Spent): void {
    this.spent[stage] = sumOf(this.spent[stage], spent);
  }

  private next(tasks: Task[]): Task | undefined {
    return this.stopping ? undefined : tasks.shift();
  }

  /** Writes what was found and moves the progress in one transaction; drops it all if another matcher was quicker. */
  private async record(
    { job, progress, settle }: Task,
    answer: JobAnswer,
    { upto }: Window,
  ): Promise<boolean> {
    const writing = watch();
    const moved = await this.db.transaction(async (tx) => {
      await lockShardForProgress(tx, job.shard);
      if (!(await moveProgress(tx, progress, upto))) return false;
      await insertMatches(tx, answer.rows);
      await settle(tx, answer);
      return true;
    });
    this.spend('write', writing());
    return moved;
  }
}

type Stage = 'build' | 'load' | 'match' | 'write';

function nothingSpent(): Record<Stage, Spent> {
  const none = { cpu: 0, wall: 0 };
  return { build: none, load: none, match: none, write: none };
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
