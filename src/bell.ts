import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from './kit/config.js';
import { LOG, type Log } from './kit/log.js';
import { type Step, type StepName, type Steps, stopAll } from './pipeline.js';
import { ensureTicks, finishTick, renewTick, takeTick } from './store/tick.sql.js';

export const STEPS = Symbol('STEPS');

const SECOND = 1000;
const LEASE = 60 * SECOND;
// A feed may be read slowly for minutes. Every step may be killed at any instant, so nothing is lost by going.
const PATIENCE = 5 * SECOND;

/** How often each step's tick is due. A step with nothing to do answers in a few milliseconds. */
const EVERY: Record<StepName, number> = {
  collect: 60 * SECOND,
  subscribe: 30 * SECOND,
  match: 30 * SECOND,
  market: 600 * SECOND,
  compose: 30 * SECOND,
  deliver: 2 * SECOND,
};

/** Rings for the steps of this process's ROLES; the tick rows see to it that one process answers. */
@Injectable()
export class Bell implements BeforeApplicationShutdown {
  private readonly owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  private readonly running = new Map<StepName, Promise<void>>();
  private readonly names: StepName[];
  private stopped = true;

  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(CONFIG) config: Config,
    @Inject(LOG) private readonly log: Log,
    @Inject(STEPS) private readonly steps: Steps,
  ) {
    const roles: ReadonlySet<string> = config.roles;
    // What came back is applied wherever digests are made: it decides who is still written to.
    this.names = (Object.keys(EVERY) as StepName[]).filter((name) =>
      roles.has(name === 'subscribe' ? 'compose' : name),
    );
  }

  /** From now on it rings. Not by a hook of Nest's: a service that cannot listen should not have begun to work. */
  async start(): Promise<void> {
    await ensureTicks(this.db, this.names, new Date());
    this.stopped = false;
    this.ring();
  }

  @Interval(SECOND)
  ring(): void {
    if (this.stopped) return;
    for (const name of this.names) {
      if (this.running.has(name)) continue;
      const answered = this.answer(name).finally(() => this.running.delete(name));
      this.running.set(name, answered);
    }
  }

  // Nest closes without waiting for timers' bodies: whatever is under way is awaited here, before the database goes.
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    stopAll(this.steps);
    const ended = Promise.all(this.running.values()).then(() => true);
    const late = sleep(PATIENCE, false, { ref: false });
    if (await Promise.race([ended, late])) return;
    this.log.warn(
      { steps: [...this.running.keys()] },
      'not waited for any longer: what is half done is done again',
    );
  }

  private async answer(name: StepName): Promise<void> {
    const { db, owner } = this;
    const now = new Date();
    try {
      const leaseUntil = new Date(now.getTime() + LEASE);
      if (!(await takeTick(db, { name, owner, now, leaseUntil }))) return;
      await this.runLeased(name, this.steps[name], now);
    } catch (error) {
      if (!this.stopped) this.log.error({ step: name, err: error }, 'step failed');
    }
  }

  private async runLeased(name: StepName, step: Step, now: Date): Promise<void> {
    const { db, owner, log } = this;
    const renewal = setInterval(() => {
      const leaseUntil = new Date(Date.now() + LEASE);
      renewTick(db, { name, owner, leaseUntil }).catch((err) =>
        log.warn({ step: name, err }, 'lease not renewed'),
      );
    }, LEASE / 3);
    try {
      await step.run(now);
    } finally {
      clearInterval(renewal);
      await finishTick(db, { name, owner, nextAt: new Date(Date.now() + EVERY[name]) });
    }
  }
}
