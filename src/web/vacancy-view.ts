import type { StatedPay } from '../kit/money.js';
import { besideSchedule } from '../language/filters.js';
import type { ListedVacancy, Segment } from '../search/listed.js';
import type { Copy, VacancyRow } from '../search/listed.sql.js';

/** More cities than this of one posting are told as a number. */
const MOST_PLACES = 3;

/** A vacancy as partials/vacancies.hbs shows it. */
export interface VacancyLine {
  id: string;
  title: Segment[];
  employer: Segment[] | null;
  stated: StatedPay | null;
  places: string[];
  firstSeenAt: Date;
  source: string;
  demo: boolean;
  experience: string;
  schedule: string[];
  employment: string[];
  /** Beside the schedule. */
  workFormat: string[];
  tagged: boolean;
  /** A line of the text in which the words were found. */
  why: Segment[] | null;
  copies: boolean;
  /** Other sources of the same job, with commas between; '' where there are none. */
  alsoSources: string;
  /** How many other cities have the same job. */
  alsoCities: number;
}

export function vacancyLine(item: ListedVacancy): VacancyLine {
  const { id, firstSeenAt, source, demo, experience, schedule, employment, copies } = item;
  const sources = new Set(copies.map((copy) => copy.source));
  sources.delete(source);
  return {
    id,
    title: item.marked.title,
    employer: item.marked.employer,
    stated: statedPay(item),
    places: item.places.slice(0, MOST_PLACES),
    firstSeenAt,
    source,
    demo,
    experience,
    schedule,
    employment,
    workFormat: besideSchedule(item),
    tagged: hasTags(item),
    why: item.marked.why,
    copies: copies.length > 0,
    alsoSources: [...sources].join(', '),
    alsoCities: otherCities(item, copies),
  };
}

/** Pay as the vacancy states it, or null where it states none. */
export function statedPay(row: VacancyRow): StatedPay | null {
  if (row.payFrom === null && row.payTo === null) return null;
  return {
    from: row.payFrom,
    to: row.payTo,
    currency: row.payCurrency,
    gross: row.payGross,
    period: row.payPeriod,
  };
}

export const hasTags = ({ experience, schedule, employment, workFormat }: VacancyRow): boolean =>
  experience !== 'unknown' || [schedule, employment, workFormat].some((values) => values.length > 0);

/** The address of a vacancy on its source: http and https only, or null. */
export function safeLink(url: string | null): URL | null {
  if (url === null || !URL.canParse(url)) return null;
  const link = new URL(url);
  return link.protocol === 'http:' || link.protocol === 'https:' ? link : null;
}

function otherCities({ places }: VacancyRow, copies: Copy[]): number {
  const shown = new Set(places.slice(0, MOST_PLACES));
  const all = new Set([...places, ...copies.flatMap((copy) => copy.places)]);
  return [...all].filter((place) => !shown.has(place)).length;
}
