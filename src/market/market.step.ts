import type { DataSource } from 'typeorm';
import type { Log } from '../kit/log.js';
import { computeFigure } from './figure.sql.js';
import { saveFigure, searchesToWeigh } from './figures.sql.js';

const BATCH = 200;

/** vacancy → market figures: once a day for every followed search. */
export class MarketStep {
  constructor(
    private readonly db: DataSource,
    private readonly log: Log,
  ) {}

  /** Answers how many figures were made. What is there of the day already is left; two processes at once do no harm. */
  async run(now: Date): Promise<{ figures: number }> {
    const started = performance.now();
    const day = now.toISOString().slice(0, 10);
    let figures = 0;
    for (;;) {
      const searches = await searchesToWeigh(this.db.manager, day, BATCH);
      if (searches.length === 0) break;
      for (const search of searches) {
        const figure = await computeFigure(this.db.manager, search, now);
        await saveFigure(this.db.manager, search.id, day, figure);
      }
      figures += searches.length;
    }
    if (figures > 0)
      this.log.info({ figures, ms: Math.round(performance.now() - started) }, 'market figures made');
    return { figures };
  }
}
