import type { DataSource } from 'typeorm';
import type { Log } from '../kit/log.js';
import { computeFigure, type SearchToWeigh } from './figure.sql.js';
import { saveFigure, searchesToWeigh } from './figures.sql.js';

const BATCH = 200;

/** vacancy → market figures: once a day for every followed search. */
export class MarketStep {
  private stopping = false;

  constructor(
    private readonly db: DataSource,
    private readonly log: Log,
  ) {}

  /** Answers how many figures were made. What is there of the day already is left; two processes at once do no harm. */
  async run(now: Date): Promise<{ figures: number }> {
    const started = performance.now();
    let figures = 0;
    for (;;) {
      const searches = await searchesToWeigh(this.db.manager, dayOf(now), BATCH);
      if (searches.length === 0) break;
      figures += await this.weigh(searches, now);
      if (this.stopping) break;
    }
    if (figures > 0)
      this.log.info({ figures, ms: Math.round(performance.now() - started) }, 'market figures made');
    return { figures };
  }

  /** The figure that is under way is finished. */
  stop(): void {
    this.stopping = true;
  }

  private async weigh(searches: readonly SearchToWeigh[], now: Date): Promise<number> {
    let weighed = 0;
    for (const search of searches) {
      if (this.stopping) break;
      const figure = await computeFigure(this.db.manager, search, now);
      await saveFigure(this.db.manager, search.id, dayOf(now), figure);
      weighed += 1;
    }
    return weighed;
  }
}

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);
