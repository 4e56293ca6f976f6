import type { DataSource } from 'typeorm';
import type { Log } from '../kit/log.js';
import type { Secret } from '../kit/tokens.js';
import { claimLetters } from './claim.sql.js';
import { clockFrom } from './clock.js';
import { type Delivery, deliverLetter, type Tally } from './deliver-letter.js';
import type { DoubtPolicy } from './doubt.sql.js';
import { ordinaryOf } from './lanes/allowance.js';
import { type Pace, settingsOf } from './lanes/lane-state.js';
import { Roads, type Turn } from './lanes/roads.js';
import type { Mailer } from './mailer.js';
import { newOwner } from './owner.js';
import { reap } from './reap.js';

/** What a DeliverStep works with. */
export interface DeliverTools extends Pace {
  db: DataSource;
  mailer: Mailer;
  inDoubt: DoubtPolicy;
  /** What addresses are hashed with. */
  secret: Secret;
  log: Log;
  /** Milliseconds that stopping waits for letters under way. */
  grace?: number;
}

// Whoever stops a service kills it after 30 seconds (systemd after 90). A relay that takes longer over a letter than
// this is not waited for: the letter stays handed over, and its lease answers for it.
const GRACE = 20_000;

/** letter → inbox. Any number of processes may run it at once, and be killed at any instant. */
export class DeliverStep {
  private readonly owner = newOwner();
  private readonly runs = new Set<Promise<Tally>>();
  private readonly open = new Set<Roads>();
  private stopping = false;
  private giveUp: () => void = () => undefined;
  private readonly givenUp = new Promise<null>((resolve) => {
    this.giveUp = () => resolve(null);
  });

  constructor(private readonly tools: DeliverTools) {}

  /** Puts abandoned letters right, then sends until nothing that is due is left, or may go for now. */
  async run(now: Date): Promise<Tally> {
    const run = this.work(now);
    this.runs.add(run);
    try {
      return await run;
    } finally {
      this.runs.delete(run);
    }
  }

  /** Claims nothing more and resolves when every letter under way has been answered for, or was waited for long enough. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const roads of this.open) roads.stop();
    const timer = setTimeout(this.giveUp, this.tools.grace ?? GRACE);
    await Promise.allSettled(this.runs);
    clearTimeout(timer);
  }

  private async work(now: Date): Promise<Tally> {
    const tally: Tally = { sent: 0, failed: 0, retried: 0, inDoubt: 0, expired: 0 };
    const delivery: Delivery = { ...this.tools, at: clockFrom(now), tally };
    const { inDoubt, expired } = await reap(this.tools, now);
    tally.inDoubt += inDoubt;
    tally.expired += expired;
    if (this.stopping) return tally;
    const { db, log } = this.tools;
    const settings = settingsOf(this.tools);
    const roads = await Roads.open({ db, log, owner: this.owner, at: delivery.at, settings });
    this.open.add(roads);
    try {
      await this.sendOver(roads, delivery, settings.connections);
    } finally {
      this.open.delete(roads);
      await roads.close();
    }
    return tally;
  }

  private async sendOver(roads: Roads, delivery: Delivery, connections: number): Promise<void> {
    const workers = Array.from({ length: connections }, (_, n) =>
      this.sendAll(roads, delivery, { urgentOnly: n >= ordinaryOf(connections) }),
    );
    // Each worker ends by itself: a failing one must not leave the others' letters unanswered for.
    const ends = await Promise.race([Promise.allSettled(workers), this.givenUp]);
    const failed = ends?.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** One connection's work: claim one letter, answer for it, claim the next. */
  private async sendAll(roads: Roads, delivery: Delivery, who: { urgentOnly: boolean }): Promise<void> {
    try {
      while (!this.stopping) {
        const turn = roads.turn(who);
        if (turn !== null) await this.sendOne(roads, delivery, turn);
        else if (!(await roads.wait())) return;
      }
    } catch (error) {
      roads.stop();
      throw error;
    }
  }

  private async sendOne(roads: Roads, delivery: Delivery, turn: Turn): Promise<void> {
    const claim = { roads: turn.roads, owner: this.owner, at: delivery.at(), limit: 1 };
    const [letter] = await claimLetters(delivery.db, claim);
    if (letter === undefined) {
      roads.nothing(turn);
      return;
    }
    await roads.answered(turn, await deliverLetter(delivery, letter));
  }
}
