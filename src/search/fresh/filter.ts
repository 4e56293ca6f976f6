import { type CanonicalFilters, cityKey } from '../../language/filters.js';
import { type DocSet, filterByBits, listBits, Scratch } from './doc-set.js';
import { codeOfName, docsOfPlace, NO_NUMBER, type Segment } from './segment.js';
import { AGENCY, bitsOf } from './traits.js';

/** Filters ready to be asked of one segment: a vacancy passes that has its bit in every part, and no such employer. */
export interface CompiledFilter {
  parts: readonly Int32Array[];
  notEmployers: readonly number[];
}

/** Sets of cities, sums and traits that are kept at most, 8 KB each: people type any sum. */
const MOST_KEPT = 1_000;

/**
 * Tests vacancies of one segment against filters: the same answer as language/filters' `filterSql`, vacancy by vacancy.
 * Who passes one wish (a city, a sum, an experience) is worked out once, as a bit each: searches share their wishes.
 */
export class FilterRunner {
  private readonly cities = new Map<number, Int32Array>();
  private readonly traits = new Map<number, Int32Array>();
  private readonly pay = new Map<number, Int32Array>();
  private readonly scratch: Scratch;

  constructor(private readonly segment: Segment) {
    this.scratch = new Scratch(segment.size);
  }

  /** What narrows most comes first. */
  compile(filters: CanonicalFilters): CompiledFilter {
    const { experience, schedule, employment, payFrom, onlyWithPay, noAgencies } = filters;
    const parts: Int32Array[] = [];
    if (filters.places !== undefined || filters.cityNames !== undefined) parts.push(this.inCities(filters));
    if (experience !== undefined) parts.push(this.withTrait(bitsOf('experience', experience)));
    if (schedule !== undefined) parts.push(this.withTrait(bitsOf('schedule', schedule)));
    if (employment !== undefined) parts.push(this.withTrait(bitsOf('employment', employment)));
    if (payFrom !== undefined || onlyWithPay) parts.push(this.withPay(payFrom ?? NO_NUMBER, onlyWithPay));
    if (noAgencies) parts.push(this.withoutAgencies());
    return { parts, notEmployers: filters.excludeEmployers ?? [] };
  }

  /** Those of `set` (null: of all vacancies) that pass; good until the next call. */
  narrow(set: DocSet | null, { parts, notEmployers }: CompiledFilter): DocSet {
    const found = set?.bits === null ? this.narrowList(set, parts) : this.narrowBits(set, parts);
    return notEmployers.length === 0 ? found : this.withoutEmployers(found, notEmployers);
  }

  private narrowList(set: DocSet, parts: readonly Int32Array[]): DocSet {
    const { scratch } = this;
    let found = set;
    for (const bits of parts) {
      if (found.n === 0) break;
      found = scratch.asList(filterByBits(found, { bits, wanted: 1 }, scratch.room));
    }
    return found;
  }

  private narrowBits(set: DocSet | null, parts: readonly Int32Array[]): DocSet {
    if (set !== null && parts.length === 0) return set;
    const { words } = this.scratch;
    if (set?.bits) words.set(set.bits);
    else fillBits(words, this.segment.size);
    for (const bits of parts) for (let i = 0; i < words.length; i++) words[i]! &= bits[i]!;
    return this.scratch.asBits();
  }

  private withoutEmployers(set: DocSet, employers: readonly number[]): DocSet {
    const { scratch } = this;
    const { employer } = this.segment.facts;
    const n = set.bits === null ? set.n : listBits(set.bits, scratch.room);
    const list = set.bits === null ? set.list : scratch.room;
    let kept = 0;
    for (let i = 0; i < n; i++) {
      const doc = list[i]!;
      if (!employers.includes(employer[doc]!)) scratch.room[kept++] = doc;
    }
    return scratch.asList(kept);
  }

  /** Cities of the catalogue by id, others by name; below 0 the codes are names, which nobody asks for by number. */
  private inCities({ places = [], cityNames = [] }: CanonicalFilters): Int32Array {
    const names = cityNames.map((name) => codeOfName(this.segment.places, cityKey(name)));
    const codes = [...places.filter((id) => id >= 0), ...names.filter((code) => code !== null)];
    if (codes.length === 1) return this.inCity(codes[0]!);
    const all = new Int32Array((this.segment.size + 31) >> 5);
    for (const code of codes) {
      const city = this.inCity(code);
      for (let i = 0; i < all.length; i++) all[i]! |= city[i]!;
    }
    return all;
  }

  private inCity(code: number): Int32Array {
    return kept(this.cities, code, () => {
      const bits = new Int32Array((this.segment.size + 31) >> 5);
      for (const doc of docsOfPlace(this.segment.places, code)) setBit(bits, doc);
      return bits;
    });
  }

  private withTrait(wanted: number): Int32Array {
    const { traits } = this.segment.facts;
    return kept(this.traits, wanted, () => this.bitsWhere((doc) => (traits[doc]! & wanted) !== 0));
  }

  private withoutAgencies(): Int32Array {
    const { traits } = this.segment.facts;
    return kept(this.traits, -1, () => this.bitsWhere((doc) => (traits[doc]! & AGENCY) === 0));
  }

  private withPay(from: number, only = false): Int32Array {
    const { pay } = this.segment.facts;
    return kept(this.pay, only ? from + 0.5 : from, () =>
      this.bitsWhere((doc) => (pay[doc] === NO_NUMBER ? !only : pay[doc]! >= from)),
    );
  }

  private bitsWhere(passes: (doc: number) => boolean): Int32Array {
    const bits = new Int32Array((this.segment.size + 31) >> 5);
    for (let doc = 0; doc < this.segment.size; doc++) if (passes(doc)) setBit(bits, doc);
    return bits;
  }
}

const setBit = (bits: Int32Array, doc: number): void => {
  bits[doc >> 5]! |= 1 << (doc & 31);
};

function kept(sets: Map<number, Int32Array>, key: number, make: () => Int32Array): Int32Array {
  const known = sets.get(key);
  if (known !== undefined) return known;
  if (sets.size === MOST_KEPT) sets.clear();
  const made = make();
  sets.set(key, made);
  return made;
}

/** A bit for each of `size` vacancies. */
function fillBits(words: Int32Array, size: number): void {
  words.fill(-1);
  if ((size & 31) !== 0) words[words.length - 1]! &= (1 << (size & 31)) - 1;
}
