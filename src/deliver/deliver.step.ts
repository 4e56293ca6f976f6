import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { DataSource } from 'typeorm';
import type { Log } from '../kit/log.js';
import { dropOldBodies } from './body-partition.js';
import { claimLetters } from './claim.sql.js';
import { clockFrom } from './clock.js';
import { type Delivery, deliverLetter, type Tally } from './deliver-letter.js';
import { type DoubtPolicy, doubtAbandoned } from './doubt.sql.js';
import { LANES } from './lanes/lane-of.js';
import { PRIORITIES } from './letter-draft.js';
import type { Mailer } from './mailer.js';
import { expireLetters, reapClaimed } from './reap.sql.js';

/** What a DeliverStep works with. */
export interface DeliverTools {
  db: DataSource;
  mailer: Mailer;
  inDoubt: DoubtPolicy;
  log: Log;
  /** Letters under way at once; no more than the mailer has connections. */
  connections?: number;
}

// Five in a row cannot be five bad letters: the relay is down, and asking on would only fill its log and ours.
const LINK_FAILURES = 5;
const REST = 30_000;

const CONNECTIONS = 5;

// Letters queued before there were lanes have the lane 'default'.
const ROADS = PRIORITIES.flatMap((priority) => [...LANES, 'default'].map((lane) => ({ lane, priority })));

/** letter → inbox. Any number of processes may run it at once, and be killed at any instant. */
export class DeliverStep {
  private readonly owner = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  private readonly runs = new Set<Promise<Tally>>();
  private stopping = false;
  /** No letter is claimed from `since` for half a minute, because the relay was down then. */
  private restSince: Date | null = null;
  /** In a row, over all connections; any answer about a letter ends the row. */
  private linkFailures = 0;

  constructor(private readonly tools: DeliverTools) {}

  /** Puts abandoned letters right, then sends until nothing that is due is left. */
  async run(now: Date): Promise<Tally> {
    const run = this.work(now);
    this.runs.add(run);
    try {
      return await run;
    } finally {
      this.runs.delete(run);
    }
  }

  /** Claims nothing more and resolves when every letter that is under way has been answered for. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled(this.runs);
  }

  private async work(now: Date): Promise<Tally> {
    const tally: Tally = { sent: 0, failed: 0, retried: 0, inDoubt: 0, expired: 0 };
    const delivery: Delivery = { ...this.tools, at: clockFrom(now), tally };
    this.linkFailures = 0;
    await this.reap(delivery);
    if (this.isResting(now)) return tally;
    const { connections = CONNECTIONS } = this.tools;
    const workers = Array.from({ length: connections }, () => this.sendAll(delivery));
    // Each worker ends by itself: a failing one must not leave the others' letters unanswered for.
    const ends = await Promise.allSettled(workers);
    this.rememberLink(delivery);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    return tally;
  }

  /** Letters of dead workers go back or into doubt, old ones expire, bodies past their 7 days are dropped. */
  private async reap({ db, at, tally, inDoubt }: Delivery): Promise<void> {
    const now = at();
    const reason = 'no answer was recorded before the lease passed';
    await reapClaimed(db, now);
    tally.inDoubt += await doubtAbandoned(db, { policy: inDoubt, at: now, dueAt: now, reason });
    tally.expired += await expireLetters(db, now);
    await dropOldBodies(db, now);
  }

  /** One connection's work: claim one letter, answer for it, claim the next. */
  private async sendAll(delivery: Delivery): Promise<void> {
    const { owner } = this;
    while (!this.stopping && this.linkFailures < LINK_FAILURES) {
      const claim = { roads: ROADS, owner, at: delivery.at(), limit: 1 };
      const [letter] = await claimLetters(delivery.db, claim);
      if (letter === undefined) return;
      const outcome = await deliverLetter(delivery, letter);
      if (outcome !== null) this.linkFailures = outcome.kind === 'link' ? this.linkFailures + 1 : 0;
    }
  }

  private isResting(now: Date): boolean {
    const rested = this.restSince === null ? REST : now.getTime() - this.restSince.getTime();
    return rested >= 0 && rested < REST;
  }

  private rememberLink({ at, log }: Delivery): void {
    const { linkFailures } = this;
    this.restSince = linkFailures < LINK_FAILURES ? null : at();
    if (this.restSince !== null) {
      log.warn(
        { linkFailures },
        'the relay does not answer: letters stay queued, sending rests for half a minute',
      );
    }
  }
}
