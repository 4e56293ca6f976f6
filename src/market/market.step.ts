import type { DataSource } from 'typeorm';
import type { Log } from '../kit/log.js';
import { computeFigure, type SearchToWeigh } from './figure.sql.js';
import { saveFigures, searchesToWeigh, type Weighed } from './figures.sql.js';
import type { YearAsker } from './year/year-keeper.js';

const BATCH = 200;

/** vacancy → market figures: once a day for every followed search, by the year index where there is one (`year`). */
export class MarketStep {
  private stopping = false;

  constructor(
    private readonly db: DataSource,
    private readonly log: Log,
    private readonly year: YearAsker | null = null,
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

  /** The figure that is under way is finished; what was made is kept. */
  stop(): void {
    this.stopping = true;
  }

  private async weigh(searches: readonly SearchToWeigh[], now: Date): Promise<number> {
    const answers = (await this.year?.ask(searches, { now, whole: false })) ?? [];
    const weighed: Weighed[] = [];
    for (const [at, search] of searches.entries()) {
      if (this.stopping) break;
      const figure = answers[at]?.figure ?? (await computeFigure(this.db.manager, search, now));
      weighed.push({ id: search.id, figure });
    }
    await saveFigures(this.db.manager, dayOf(now), weighed);
    return weighed.length;
  }
}

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);
