import type { ClientBase } from 'pg';
import type { Filters } from '../../language/filters.js';
import type { Asked } from '../../search/fresh/fresh-index.js';
import { FreshIndex } from '../../search/fresh/fresh-index.js';
import { YEAR_WINDOW } from '../../search/fresh/index-window.js';
import { Resident } from '../../search/fresh/resident.js';
import type { Figure } from '../figure.sql.js';
import type { MarketReport } from '../report.sql.js';
import { titleAsked } from '../title-query.js';
import { windowOf } from '../window.js';
import { nameEmployers, readLabels } from './names.sql.js';
import { yearFigure, yearReport } from './year-figures.js';

/** A search as figures take it. */
export interface Words {
  query: string;
  filters: Partial<Filters>;
}

/** What `computeFigure` says of a search, and `marketReport` where the whole was asked for. */
export interface YearAnswer {
  figure: Figure;
  report: MarketReport | null;
}

/**
 * The year index: titles, companies and skills of twelve months in memory, and the market that they tell. For a thread
 * of its own: a search for a common word takes tenths of a second of a million vacancies.
 */
export class YearAnswers {
  private readonly resident: Resident;
  private readonly index = new FreshIndex();
  private labels = new Map<number, string>();
  /** Microseconds since 1970: what was first seen before it is not held. */
  private since = 0;

  constructor(
    private readonly client: ClientBase,
    mostBytes: number,
  ) {
    this.resident = new Resident(client, mostBytes, YEAR_WINDOW);
  }

  async build(now: Date): Promise<void> {
    this.since = YEAR_WINDOW.since(now);
    await this.resident.build(now);
    // An update is told once: what changed while it was built, and all the rest.
    const changed = await this.resident.refresh(now);
    this.index.take(changed ?? this.resident.update());
    this.labels = await readLabels(this.client);
  }

  /** Takes in what changed since the last time. */
  async refresh(now: Date): Promise<void> {
    this.since = Math.max(this.since, YEAR_WINDOW.since(now));
    const changed = await this.resident.refresh(now);
    if (changed !== null) this.index.take(changed);
  }

  /** Memory has no room for all twelve months: there will be no answers. */
  get tooSmall(): boolean {
    return !this.index.complete;
  }

  get size(): number {
    return this.index.size;
  }

  get bytes(): number {
    return this.index.bytes;
  }

  /** Null where only Postgres can tell: the search names the text of vacancies, or goes further back. */
  async answer(search: Words, { now, whole }: { now: Date; whole: boolean }): Promise<YearAnswer | null> {
    const window = windowOf(now);
    const asked = titleAsked(search);
    if (asked === null || this.tooSmall || window.since.getTime() * 1000 < this.since) return null;
    const { employers, ...figure } = yearFigure(this.index, asked, window);
    const report = whole ? yearReport(this.index, everywhere(asked), window) : null;
    return {
      figure: { ...figure, employers: await nameEmployers(this.client, employers) },
      report: report && { ...report, cities: await this.named(report.cities) },
    };
  }

  /** Cities that the catalogue has forgotten are left out. */
  private async named(cities: readonly Omit<MarketReport['cities'][number], 'label'>[]) {
    if (cities.some(({ id }) => !this.labels.has(id))) this.labels = await readLabels(this.client);
    return cities.flatMap((city) => {
      const label = this.labels.get(city.id);
      return label === undefined ? [] : [{ ...city, label }];
    });
  }
}

/** The same in all cities, whatever the search names. */
function everywhere({ textKey, filters: { places: _, cityNames: __, ...filters } }: Asked): Asked {
  return { textKey, filters };
}
