import { EXPERIENCE } from '../../language/filters.js';
import type { Asked, FreshIndex } from '../../search/fresh/fresh-index.js';
import { eachPlace } from '../../search/fresh/fresh-overview.js';
import { NO_NUMBER } from '../../search/fresh/segment.js';
import { FEWEST_WITH_PAY } from '../few.js';
import { type Figure, MOST_EMPLOYERS } from '../figure.sql.js';
import type { CityPay, MarketReport } from '../report.sql.js';
import type { MarketWindow } from '../window.js';
import { type Copy, type Job, jobsOf, payOf, speaksBefore } from './jobs.js';
import { Pays, percentile } from './statistics.js';

/** `MarketReport` without the names of cities. */
export interface YearReport extends Omit<MarketReport, 'cities'> {
  cities: Omit<CityPay, 'label'>[];
}

/** `Figure`, with every employer who may be among the first by name: those behind them have fewer jobs. */
export interface YearFigure extends Omit<Figure, 'employers'> {
  employers: { id: number; vacancies: number }[];
}

/** The same answer as `marketReport`, from memory: report.sql.ts has the definitions, a test holds the two. */
export function yearReport(index: FreshIndex, asked: Asked, window: MarketWindow): YearReport {
  const jobs = jobsOf(index, asked, window);
  const [country, months, experience] = [new Pays(), new Groups<string>(), new Groups<string>()];
  for (const job of jobs) {
    const pay = payOf(job);
    country.add(pay);
    months.of(monthOf(job.first)).add(pay);
    experience.of(experienceOf(job)).add(pay);
  }
  const sorted = country.sorted();
  return {
    country: country.told(sorted),
    cities: citiesOf(jobs),
    months: months.told((month) => ({ month })).sort((a, b) => (a.month < b.month ? -1 : 1)),
    experience: experience.told((value) => ({ experience: value })),
    pays: counted(sorted),
  };
}

/** The same answer as `computeFigure`, but for the names of employers. */
export function yearFigure(index: FreshIndex, asked: Asked, window: MarketWindow): YearFigure {
  const jobs = jobsOf(index, asked, window);
  const pays = new Pays();
  for (const job of jobs) pays.add(payOf(job));
  const sorted = pays.sorted();
  const at = (share: number) => (pays.withPay < FEWEST_WITH_PAY ? null : percentile(sorted, share));
  return { ...pays.told(sorted), p10: at(0.1), p90: at(0.9), employers: employersOf(jobs, window) };
}

class Groups<Key> {
  private readonly groups = new Map<Key, Pays>();

  of(key: Key): Pays {
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const made = new Pays();
    this.groups.set(key, made);
    return made;
  }

  told<Named extends object>(name: (key: Key) => Named) {
    return [...this.groups].map(([key, pays]) => ({ ...name(key), ...pays.told() }));
  }
}

// Moscow has been three hours before Greenwich since 2014, and no window reaches back so far.
const MOSCOW = 3 * 3_600_000;

/** YYYY-MM. */
const monthOf = (micros: number): string =>
  new Date(Math.floor(micros / 1000) + MOSCOW).toISOString().slice(0, 7);

// Experience has the lowest bits of the traits, one of them set.
const experienceOf = ({ part, doc }: Copy): string =>
  EXPERIENCE[31 - Math.clz32(part.segment.facts.traits[doc]! & ((1 << EXPERIENCE.length) - 1))]!;

/** Most jobs first. In each city the job is spoken for by a copy that is open there. */
function citiesOf(jobs: readonly Job[]): YearReport['cities'] {
  const cities = new Groups<number>();
  for (const job of jobs) {
    if (job.copies === null) eachPlace(job.part, job.doc, (id) => cities.of(id).add(payOf(job)));
    else for (const [id, copy] of bestByPlace(job.copies)) cities.of(id).add(payOf(copy));
  }
  return cities
    .told((id) => ({ id }))
    .sort((a, b) => b.total - a.total || b.withPay - a.withPay || a.id - b.id);
}

function bestByPlace(copies: readonly Copy[]): Map<number, Copy> {
  const best = new Map<number, Copy>();
  for (const copy of copies) {
    eachPlace(copy.part, copy.doc, (id) => {
      const known = best.get(id);
      if (known === undefined || speaksBefore(copy, known)) best.set(id, copy);
    });
  }
  return best;
}

/** How often each of sorted pays occurs. */
function counted(sorted: Int32Array): MarketReport['pays'] {
  const pays: MarketReport['pays'] = [];
  for (const pay of sorted) {
    const last = pays.at(-1);
    if (last?.pay === pay) last.jobs++;
    else pays.push({ pay, jobs: 1 });
  }
  return pays;
}

function employersOf(jobs: readonly Job[], { recent }: MarketWindow): YearFigure['employers'] {
  const since = recent.getTime() * 1000;
  const counts = new Map<number, number>();
  for (const { part, doc, last } of jobs) {
    const employer = part.segment.facts.employer[doc]!;
    if (last > since && employer !== NO_NUMBER) counts.set(employer, (counts.get(employer) ?? 0) + 1);
  }
  const most = [...counts.values()].sort((a, b) => b - a);
  const least = most[MOST_EMPLOYERS - 1] ?? 1;
  return [...counts].filter(([, n]) => n >= least).map(([id, vacancies]) => ({ id, vacancies }));
}
