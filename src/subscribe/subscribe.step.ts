import type { DataSource } from 'typeorm';
import type { Log } from '../kit/log.js';
import { applyReturns } from './apply-returns.js';

/** What came back → searches ended. */
export class SubscribeStep {
  constructor(
    private readonly db: DataSource,
    private readonly log: Log,
  ) {}

  /** Answers how many people's searches ended. Safe to run twice. */
  async run(now: Date): Promise<{ ended: number }> {
    const ended = await applyReturns(this.db, now);
    if (ended > 0) this.log.info({ ended }, 'subscriptions ended');
    return { ended };
  }
}
