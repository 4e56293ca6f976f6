import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from './kit/config.js';
import { LOG, type Log } from './kit/log.js';
import type { Step, StepName, Steps } from './pipeline.js';
import { ensureTicks, finishTick, renewTick, takeTick } from './store/tick.sql.js';

export const STEPS = Symbol('STEPS');

const SECOND = 1000;
const LEASE = 60 * SECOND;

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
export class Bell implements OnApplicationBootstrap, BeforeApplicationShutdown {
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

  async onApplicationBootstrap(): Promise<void> {
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
    await Promise.all(this.running.values());
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
