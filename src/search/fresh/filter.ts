import { type CanonicalFilters, cityKey } from '../../language/filters.js';
import type { DocSet } from './doc-set.js';
import { codeOfName, docsOfPlace, NO_NUMBER, OPEN, type Segment } from './segment.js';
import { AGENCY, bitsOf } from './traits.js';

/** Filters ready to be asked of one segment: the same answer as language/filters' `filterSql`, vacancy by vacancy. */
export interface CompiledFilter {
  /** Codes of cities, any of which will do; null: not asked. A city that no vacancy has is left out. */
  places: Int32Array | null;
  /** Roubles a month; NO_NUMBER: not asked. */
  payFrom: number;
  onlyWithPay: boolean;
  /** Bits of `traits`, one of each is needed; 0: not asked. */
  experience: number;
  schedule: number;
  employment: number;
  notEmployers: readonly number[];
  noAgencies: boolean;
  /** CLOSED where closed ones count too, else OPEN. */
  worstState: number;
}

export function compileFilter(filters: CanonicalFilters, { places: known }: Segment): CompiledFilter {
  const { places, cityNames, payFrom, onlyWithPay, experience, schedule, employment } = filters;
  const named = (cityNames ?? []).map((name) => codeOfName(known, cityKey(name)));
  const asksPlace = places !== undefined || cityNames !== undefined;
  // Whoever asks for city -1 means no name: below 0 the codes are ours.
  const cities = (places ?? []).filter((id) => id >= 0);
  return {
    places: asksPlace ? Int32Array.from([...cities, ...named.filter((code) => code !== null)]) : null,
    payFrom: payFrom ?? NO_NUMBER,
    onlyWithPay: onlyWithPay ?? false,
    experience: bitsOf('experience', experience ?? []),
    schedule: bitsOf('schedule', schedule ?? []),
    employment: bitsOf('employment', employment ?? []),
    notEmployers: filters.excludeEmployers ?? [],
    noAgencies: filters.noAgencies ?? false,
    worstState: OPEN,
  };
}

/** Tests vacancies of one segment against filters. */
export class FilterRunner {
  /** 1 for the cities of the filter under way, by code; names count down from the end. */
  private readonly wanted: Uint8Array;
  private readonly offset: number;

  constructor(private readonly segment: Segment) {
    const { known, names } = segment.places;
    this.offset = names.length;
    this.wanted = new Uint8Array(this.offset + Math.max(0, known.at(-1) ?? 0) + 1);
  }

  /**
   * Calls `visit` with each open vacancy of `set` that passes, the newest first; `member` tells whether a vacancy is in
   * `set`, and null stands for all vacancies. A city has few: where they are fewer than the set, they lead.
   */
  each(set: DocSet | null, filter: CompiledFilter, visit: (doc: number) => void): void {
    const { places } = filter;
    const n = set === null ? this.segment.size : set.n;
    if (places?.length === 1) {
      const local = docsOfPlace(this.segment.places, places[0]!);
      if (set === null || (set.bits !== null && local.length < n)) {
        const within = { list: local, n: local.length, bits: set?.bits ?? null };
        this.walk(within, { ...filter, places: null }, visit);
        return;
      }
    }
    if (places !== null) this.mark(places, 1);
    this.walk(set ?? { list: null, n, bits: null }, filter, visit);
    if (places !== null) this.mark(places, 0);
  }

  private mark(places: Int32Array, value: 0 | 1): void {
    for (const code of places) {
      const at = code + this.offset;
      if (at < this.wanted.length) this.wanted[at] = value;
    }
  }

  /** `list` null: all; `bits`, where there are some, must have the vacancy too. */
  private walk(
    { list, n, bits }: { list: Uint16Array | null; n: number; bits: Int32Array | null },
    filter: CompiledFilter,
    visit: (doc: number) => void,
  ): void {
    const { state, traits, pay } = this.segment.facts;
    const { experience, schedule, employment, payFrom, onlyWithPay, noAgencies, places, worstState } = filter;
    const unwanted = noAgencies ? AGENCY : 0;
    const asksPay = payFrom !== NO_NUMBER || onlyWithPay;
    const asksTraits = (experience | schedule | employment | unwanted) !== 0;
    for (let i = n - 1; i >= 0; i--) {
      const doc = list === null ? i : list[i]!;
      if (bits !== null && ((bits[doc >> 5]! >>> (doc & 31)) & 1) === 0) continue;
      if (state[doc]! > worstState) continue;
      if (asksTraits) {
        const own = traits[doc]!;
        if ((own & unwanted) !== 0) continue;
        if (experience !== 0 && (own & experience) === 0) continue;
        if (schedule !== 0 && (own & schedule) === 0) continue;
        if (employment !== 0 && (own & employment) === 0) continue;
      }
      if (asksPay) {
        const own = pay[doc]!;
        if (own === NO_NUMBER ? onlyWithPay : own < payFrom) continue;
      }
      if (places !== null && !this.isPlaced(doc)) continue;
      if (filter.notEmployers.length > 0 && this.isUnwanted(doc, filter.notEmployers)) continue;
      visit(doc);
    }
  }

  private isPlaced(doc: number): boolean {
    const { starts, codes } = this.segment.places;
    for (let at = starts[doc]!; at < starts[doc + 1]!; at++) {
      if (this.wanted[codes[at]! + this.offset] === 1) return true;
    }
    return false;
  }

  private isUnwanted(doc: number, employers: readonly number[]): boolean {
    const employer = this.segment.facts.employer[doc]!;
    return employer !== NO_NUMBER && employers.includes(employer);
  }
}
