import { type CanonicalFilters, EMPLOYMENT, EXPERIENCE, SCHEDULE } from '../../../language/filters.js';

/** What filters look at in a vacancy, as `vacancy` has it. */
export interface VacancyFacets {
  place_ids: number[];
  city_key: string | null;
  pay_month_rub: number | null;
  experience: string;
  schedule: string[];
  employment: string[];
  employer_id: number | null;
  agency: boolean;
}

// One bit for each thing that a vacancy can be; what says nothing is 'unknown'.
const bitsOf = (values: readonly string[], from: number) =>
  new Map(values.map((value, i) => [value, 1 << (from + i)]));
const EXPERIENCES = bitsOf(EXPERIENCE, 0);
const SCHEDULES = bitsOf(SCHEDULE, 5);
const EMPLOYMENTS = bitsOf(EMPLOYMENT, 11);
const AGENCY = 1 << 18;
const NO_PAY = 1 << 19;
// Beyond the bits of a vacancy.
const EXCLUDES = 1 << 20;

const sum = (values: readonly string[], bits: Map<string, number>): number =>
  values.reduce((all, value) => all | bits.get(value)!, 0);
const ALL_SCHEDULES = sum(SCHEDULE, SCHEDULES);
const ALL_EMPLOYMENTS = sum(EMPLOYMENT, EMPLOYMENTS);

/** The filters of all searches side by side in plain numbers, to be asked of one vacancy after another. */
export class PackedFilters {
  private readonly deny: Int32Array;
  private readonly allow: Int32Array;
  private readonly payFrom: Int32Array;
  private readonly placesFrom: Int32Array;
  private readonly places: number[] = [];
  private readonly excluded = new Map<number, ReadonlySet<number>>();
  private readonly numbers = new Map<string | number, number>();
  private readonly here: number[] = [];
  private mark = 0;
  private bits = 0;
  private pay = -1;
  private employer: number | null = null;

  constructor(all: readonly CanonicalFilters[]) {
    this.deny = Int32Array.from(all, denied);
    this.allow = Int32Array.from(all, allowed);
    this.payFrom = Int32Array.from(all, ({ payFrom }) => payFrom ?? 0);
    this.placesFrom = new Int32Array(all.length + 1);
    for (const [search, { places = [], cityNames = [], excludeEmployers }] of all.entries()) {
      for (const place of [...places, ...cityNames]) this.places.push(this.numberOf(place));
      this.placesFrom[search + 1] = this.places.length;
      if (excludeEmployers !== undefined) this.excluded.set(search, new Set(excludeEmployers));
    }
  }

  /** Makes a vacancy the present one. */
  read(vacancy: VacancyFacets): void {
    this.mark += 1;
    for (const place of [...vacancy.place_ids, ...(vacancy.city_key === null ? [] : [vacancy.city_key])]) {
      const number = this.numbers.get(place);
      if (number !== undefined) this.here[number] = this.mark;
    }
    this.bits =
      EXPERIENCES.get(vacancy.experience)! |
      (vacancy.schedule.length === 0 ? SCHEDULES.get('unknown')! : sum(vacancy.schedule, SCHEDULES)) |
      (vacancy.employment.length === 0 ? EMPLOYMENTS.get('unknown')! : sum(vacancy.employment, EMPLOYMENTS)) |
      (vacancy.agency ? AGENCY : 0) |
      (vacancy.pay_month_rub === null ? NO_PAY : 0);
    this.pay = vacancy.pay_month_rub ?? -1;
    this.employer = vacancy.employer_id;
  }

  /** Whether the present vacancy passes the filters of a search, by its place among all. */
  pass(search: number): boolean {
    const deny = this.deny[search]!;
    if ((deny & this.bits) !== 0) return false;
    const both = this.allow[search]! & this.bits;
    if ((both & ALL_SCHEDULES) === 0 || (both & ALL_EMPLOYMENTS) === 0) return false;
    if (this.pay >= 0 && this.pay < this.payFrom[search]!) return false;
    if (!this.isInPlace(search)) return false;
    if ((deny & EXCLUDES) === 0 || this.employer === null) return true;
    return !this.excluded.get(search)!.has(this.employer);
  }

  private isInPlace(search: number): boolean {
    const [from, upto] = [this.placesFrom[search]!, this.placesFrom[search + 1]!];
    if (from === upto) return true;
    for (let at = from; at < upto; at++) if (this.here[this.places[at]!] === this.mark) return true;
    return false;
  }

  private numberOf(place: string | number): number {
    const known = this.numbers.get(place);
    if (known !== undefined) return known;
    this.numbers.set(place, this.numbers.size);
    this.here.push(0);
    return this.numbers.size - 1;
  }
}

function denied({ experience, noAgencies, onlyWithPay, excludeEmployers }: CanonicalFilters): number {
  const others = experience === undefined ? [] : EXPERIENCE.filter((value) => !experience.includes(value));
  return (
    sum(others, EXPERIENCES) |
    (noAgencies ? AGENCY : 0) |
    (onlyWithPay ? NO_PAY : 0) |
    (excludeEmployers === undefined ? 0 : EXCLUDES)
  );
}

const allowed = ({ schedule, employment }: CanonicalFilters): number =>
  sum(schedule ?? SCHEDULE, SCHEDULES) | sum(employment ?? EMPLOYMENT, EMPLOYMENTS);
