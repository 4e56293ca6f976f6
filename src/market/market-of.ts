import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { Filters } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import { quickly } from '../search/quickly.js';
import { type Demanded, professionsInDemand } from './demand.js';
import { computeFigure, type Figure } from './figure.sql.js';
import { Remembered } from './remembered.js';
import { type MarketReport, marketReport } from './report.sql.js';
import type { YearAsker } from './year/year-keeper.js';

/** The market as a page shows it. */
export interface Market {
  asOf: Date;
  report: MarketReport;
  /** The search with its own cities and filters, as its letters have it; who seeks most is asked here. */
  here: Figure;
  professions: Demanded[];
}

interface Words {
  query: string;
  filters: Partial<Filters>;
}

const PROFESSIONS = 10;
const TEN_MINUTES = 600_000;
// A month's titles change slowly, and are the same for whatever is asked of a city.
const AN_HOUR = 3_600_000;
const MOST_KEPT = 500;
/** Statements of this kind at once, whoever asks: each takes a core. */
const MOST_AT_ONCE = 2;
const LIMIT_MS = 20_000;

/**
 * The market of searches: by the year index where there is one (`year`), else by Postgres. Keeps those of the last ten
 * minutes in memory: one count answers all who ask the same, however it is written.
 */
export class MarketKeeper {
  private readonly markets = new Remembered<Market | null>(TEN_MINUTES, MOST_KEPT);
  private readonly demand = new Remembered<Demanded[] | null>(AN_HOUR, MOST_KEPT);
  private atOnce = 0;

  constructor(
    private readonly db: DataSource,
    private readonly year: YearAsker | null = null,
  ) {}

  /** The market of a search within `patienceMs`, null where it takes longer: it is counted on, for whoever asks next. */
  async within(patienceMs: number, search: Words, now: Date): Promise<Market | null> {
    const patience = new AbortController();
    try {
      return await Promise.race([
        this.find(search, now),
        pause(patienceMs, null, { signal: patience.signal }),
      ]);
    } finally {
      patience.abort();
    }
  }

  private find(search: Words, now: Date): Promise<Market | null> {
    const key = readSearch(search).canonicalKey;
    // What took too long may be quicker when the caches are warm.
    const keeping = (market: Market | null) => market !== null;
    return (
      this.markets.of(key, now) ?? this.markets.keep(key, now, { answer: this.count(search, now), keeping })
    );
  }

  private async count(search: Words, now: Date): Promise<Market | null> {
    const told = await this.told(search, now);
    if (told === null) return null;
    const { places = [], cityNames = [] } = search.filters;
    const professions = await this.professionsIn({ places, cityNames }, now);
    return professions && { asOf: now, ...told, professions };
  }

  private async told(search: Words, now: Date): Promise<Pick<Market, 'report' | 'here'> | null> {
    const [answer] = (await this.year?.ask([search], { now, whole: true })) ?? [];
    if (answer) return { report: answer.report!, here: answer.figure };
    return this.byPostgres(async (tx) => ({
      report: await marketReport(tx, search, now),
      here: await computeFigure(tx, search, now),
    }));
  }

  private professionsIn(city: Pick<Filters, 'places' | 'cityNames'>, now: Date): Promise<Demanded[] | null> {
    const key = readSearch({ query: '', filters: city }).canonicalKey;
    return (
      this.demand.of(key, now) ??
      this.demand.keep(key, now, {
        answer: this.byPostgres((tx) => professionsInDemand(tx, city, { now, most: PROFESSIONS })),
        keeping: (professions) => professions !== null,
      })
    );
  }

  /** Null where it took too long, or too many are asking already. */
  private async byPostgres<T>(count: (tx: EntityManager) => Promise<T>): Promise<T | null> {
    if (this.atOnce >= MOST_AT_ONCE) return null;
    this.atOnce += 1;
    try {
      return await quickly(this.db, count, LIMIT_MS);
    } finally {
      this.atOnce -= 1;
    }
  }
}
