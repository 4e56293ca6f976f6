import type { DataSource } from 'typeorm';
import type { Log } from '../kit/log.js';
import { applyReturns } from './apply-returns.js';
import { tidy } from './tidy.js';

/** What came back → searches ended; and what was never confirmed is forgotten. */
export class SubscribeStep {
  constructor(
    private readonly db: DataSource,
    private readonly log: Log,
  ) {}

  /** Answers how many people's searches ended, and how many pending searches were dropped. Safe to run twice. */
  async run(now: Date): Promise<{ ended: number; unconfirmed: number }> {
    const ended = await applyReturns(this.db, now);
    const unconfirmed = await tidy(this.db, now);
    if (ended + unconfirmed > 0) this.log.info({ ended, unconfirmed }, 'subscriptions ended');
    return { ended, unconfirmed };
  }
}
