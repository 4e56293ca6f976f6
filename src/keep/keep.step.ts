import type { DataSource } from 'typeorm';
import type { Log } from '../kit/log.js';
import { type ByDay, ensureDay } from '../store/day-partitions.js';
import { RETENTIONS } from './retentions.js';

const DAY = 86_400_000;
// Some tens of milliseconds a batch, so that nobody waits for its locks.
const BATCH = 1_000;
const BY_DAY: readonly ByDay[] = ['letter_body', 'match', 'returned_mail'];

/** Makes tomorrow's partitions, and lets go what has been kept for as long as it may be. */
export class KeepStep {
  private stopping = false;

  constructor(
    private readonly db: DataSource,
    private readonly log: Log,
  ) {}

  /** Answers how many rows (or days of rows) went. Safe to run twice, in several processes at once, and to be killed. */
  async run(now: Date): Promise<{ swept: number }> {
    await this.makeDays(now);
    const swept: Record<string, number> = {};
    const faults: unknown[] = [];
    for (const { table, days, sweep } of RETENTIONS) {
      if (this.stopping) break;
      const before = new Date(now.getTime() - days * DAY);
      try {
        const gone = await sweep(this.db, { now, before }, { size: BATCH, stopped: () => this.stopping });
        if (gone > 0) swept[table] = gone;
      } catch (error) {
        // What one table holds up must not be kept too long in all others.
        faults.push(error);
        this.log.error({ table, err: error }, 'old rows could not be let go');
      }
    }
    if (Object.keys(swept).length > 0) this.log.info({ swept }, 'old rows let go');
    if (faults.length > 0) throw faults[0];
    return { swept: Object.values(swept).reduce((sum, gone) => sum + gone, 0) };
  }

  /** What is being deleted is finished; nothing more is begun. */
  stop(): void {
    this.stopping = true;
  }

  // Whoever needs a day makes it; made before, nobody waits for that at midnight.
  private async makeDays(now: Date): Promise<void> {
    for (const at of [now, new Date(now.getTime() + DAY)]) {
      const day = at.toISOString().slice(0, 10);
      for (const table of BY_DAY) await this.db.transaction((tx) => ensureDay(tx, table, day));
    }
  }
}
