import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { CONFIG, type Config, type Role } from './kit/config.js';
import { LOG, type Log } from './kit/log.js';
import { type Step, type StepName, type Steps, stopAll } from './pipeline.js';
import { ensureTicks, finishTick, renewTick, takeTick } from './store/tick.sql.js';

export const STEPS = Symbol('STEPS');

/** Work beside the pipeline that one process of those with `role` does every so often: keeping house, watching. */
export interface Chore extends Pick<Step, 'stop'> {
  /** The name of its tick. */
  name: string;
  role: Role | 'any';
  every: number;
  run(now: Date): Promise<unknown>;
}

export const CHORES = Symbol('CHORES');

const SECOND = 1000;
const LEASE = 60 * SECOND;
// A feed may be read slowly for minutes. Every step may be killed at any instant, so nothing is lost by going.
const PATIENCE = 5 * SECOND;

/** How often each step's tick is due. A step with nothing to do answers in a few milliseconds. */
const EVERY: Record<StepName, number> = {
  collect: 60 * SECOND,
  returns: 60 * SECOND,
  subscribe: 30 * SECOND,
  match: 30 * SECOND,
  market: 600 * SECOND,
  compose: 30 * SECOND,
  deliver: 2 * SECOND,
  keep: 3600 * SECOND,
};

/** Steps without a role of their own: what came back is read where letters go out, and applied where digests are made. */
const ROLE_OF: Partial<Record<StepName, Chore['role']>> = {
  returns: 'deliver',
  subscribe: 'compose',
  keep: 'any',
};

// Letters are claimed one by one, under a lease: here every process helps.
const TOGETHER: ReadonlySet<string> = new Set<StepName>(['deliver']);

/** What rings, be it a step or a chore. */
type Ringing = Omit<Chore, 'role'>;

/** Rings for the steps and chores of this process's ROLES; the tick rows see to it that one process answers. */
@Injectable()
export class Bell implements BeforeApplicationShutdown {
  private readonly owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  private readonly running = new Map<string, Promise<void>>();
  private readonly ringing: Ringing[];
  /** When what all processes answer is due in this one. */
  private readonly dueHere = new Map<string, number>();
  private stopped = true;

  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(CONFIG) { roles }: Config,
    @Inject(LOG) private readonly log: Log,
    @Inject(STEPS) private readonly steps: Steps,
    @Inject(CHORES) chores: readonly Chore[],
  ) {
    const ofSteps = (Object.keys(EVERY) as StepName[]).map((name): Chore => {
      const step = steps[name];
      return { name, role: ROLE_OF[name] ?? (name as Role), every: EVERY[name], run: (now) => step.run(now) };
    });
    this.ringing = [...ofSteps, ...chores].filter(({ role }) =>
      role === 'any' ? roles.size > 0 : roles.has(role),
    );
  }

  /** From now on it rings. Not by a hook of Nest's: a service that cannot listen should not have begun to work. */
  async start(): Promise<void> {
    const names = this.ringing.map(({ name }) => name).filter((name) => !TOGETHER.has(name));
    await ensureTicks(this.db, names, new Date());
    this.stopped = false;
    this.ring();
  }

  @Interval(SECOND)
  ring(): void {
    if (this.stopped) return;
    for (const one of this.ringing) {
      if (this.running.has(one.name)) continue;
      const answered = this.answer(one).finally(() => this.running.delete(one.name));
      this.running.set(one.name, answered);
    }
  }

  // Nest closes without waiting for timers' bodies: whatever is under way is awaited here, before the database goes.
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    stopAll(this.steps);
    for (const { stop } of this.ringing) stop?.();
    const ended = Promise.all(this.running.values()).then(() => true);
    const late = sleep(PATIENCE, false, { ref: false });
    if (await Promise.race([ended, late])) return;
    this.log.warn(
      { steps: [...this.running.keys()] },
      'not waited for any longer: what is half done is done again',
    );
  }

  private async answer(one: Ringing): Promise<void> {
    const { db, owner } = this;
    const { name } = one;
    const now = new Date();
    try {
      if (TOGETHER.has(name)) {
        await this.runHere(one, now);
        return;
      }
      const leaseUntil = new Date(now.getTime() + LEASE);
      if (!(await takeTick(db, { name, owner, now, leaseUntil }))) return;
      await this.runLeased(one, now);
    } catch (error) {
      if (!this.stopped) this.log.error({ step: name, err: error }, 'step failed');
    }
  }

  private async runHere({ name, every, run }: Ringing, now: Date): Promise<void> {
    if (performance.now() < (this.dueHere.get(name) ?? 0)) return;
    try {
      await run(now);
    } finally {
      this.dueHere.set(name, performance.now() + every);
    }
  }

  private async runLeased({ name, every, run }: Ringing, now: Date): Promise<void> {
    const { db, owner, log } = this;
    const renewal = setInterval(() => {
      const leaseUntil = new Date(Date.now() + LEASE);
      renewTick(db, { name, owner, leaseUntil }).catch((err) =>
        log.warn({ step: name, err }, 'lease not renewed'),
      );
    }, LEASE / 3);
    try {
      await run(now);
    } finally {
      clearInterval(renewal);
      await finishTick(db, { name, owner, nextAt: new Date(Date.now() + every) });
    }
  }
}
