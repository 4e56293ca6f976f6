import type { DataSource } from 'typeorm';
import type { DoubtPolicy } from './doubt.sql.js';
import { reap } from './reap.js';

/** What a Keeper works with. */
export interface KeeperTools {
  db: DataSource;
  inDoubt: DoubtPolicy;
}

/** Looks after the outbox while nobody sends: letters of dead workers, letters that have become too late. */
export class Keeper {
  constructor(private readonly tools: KeeperTools) {}

  async run(now: Date): Promise<void> {
    await reap(this.tools, now);
  }
}
