import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { Filters } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import { quickly } from '../search/quickly.js';
import { type Demanded, professionsInDemand } from './demand.js';
import { computeFigure, type Figure } from './figure.sql.js';
import { type MarketReport, marketReport } from './report.sql.js';

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
const KEPT_FOR = 600_000;
const MOST_KEPT = 500;
/** Statements of this kind at once, whoever asks: each takes a core. */
const MOST_AT_ONCE = 2;
const LIMIT_MS = 20_000;

/** Keeps the markets of the last ten minutes in memory: one count answers all who ask the same, however it is written. */
export class MarketKeeper {
  private readonly known = new Map<string, { at: number; answer: Promise<Market | null> }>();
  private atOnce = 0;

  constructor(private readonly db: DataSource) {}

  /** The market of a search within `patienceMs`, null where it takes longer: it is counted on, for whoever asks next. */
  async within(patienceMs: number, search: Words, now: Date): Promise<Market | null> {
    const answer = this.find(search, now);
    if (answer === null) return null;
    const patience = new AbortController();
    try {
      return await Promise.race([answer, pause(patienceMs, null, { signal: patience.signal })]);
    } finally {
      patience.abort();
    }
  }

  private find(search: Words, now: Date): Promise<Market | null> | null {
    const key = readSearch(search).canonicalKey;
    const found = this.known.get(key);
    if (found !== undefined && Math.abs(now.getTime() - found.at) < KEPT_FOR) return found.answer;
    if (this.atOnce === MOST_AT_ONCE) return null;
    const answer = this.count(search, now);
    if (this.known.size >= MOST_KEPT) this.known.delete(this.known.keys().next().value!);
    this.known.delete(key);
    this.known.set(key, { at: now.getTime(), answer });
    const forget = () => this.known.delete(key);
    // What took too long may be quicker when the caches are warm.
    answer.then((market) => market ?? forget(), forget);
    return answer;
  }

  private async count(search: Words, now: Date): Promise<Market | null> {
    this.atOnce += 1;
    try {
      return await marketOf(this.db, search, now);
    } finally {
      this.atOnce -= 1;
    }
  }
}

function marketOf(db: DataSource, { query, filters }: Words, now: Date): Promise<Market | null> {
  const { places = [], cityNames = [] } = filters;
  const count = async (tx: EntityManager): Promise<Market> => ({
    asOf: now,
    report: await marketReport(tx, { query, filters }, now),
    here: await computeFigure(tx, { query, filters }, now),
    professions: await professionsInDemand(tx, { places, cityNames }, { now, most: PROFESSIONS }),
  });
  return quickly(db, count, LIMIT_MS);
}
