import { type CanonicalFilters, cityKey } from '../../language/filters.js';
import {
  countBits,
  type DocSet,
  EMPTY,
  filterByBits,
  isListed,
  listBits,
  listed,
  Scratch,
  setBits,
} from './doc-set.js';
import { codeOfName, docsOfPlace, NO_NUMBER, type Segment } from './segment.js';
import { AGENCY, bitsOf } from './traits.js';

/** Filters ready to be asked of one segment: a vacancy passes that has its bit in every part, and no such employer. */
export interface CompiledFilter {
  parts: readonly Part[];
  notEmployers: readonly number[];
}

/** Who passes one wish: always a bit each, and a list too where they are few. */
type Part = DocSet & { bits: Int32Array };

/** Sets of cities, of sums, and of traits that are kept at most, 8 KB each: people type any sum. */
const MOST_KEPT = 2_000;

/**
 * Tests vacancies of one segment against filters: the same answer as language/filters' `filterSql`, vacancy by vacancy.
 * Who passes one wish (a city, a sum, an experience) is worked out once, as a bit each: searches share their wishes.
 */
export class FilterRunner {
  private readonly cities = new Map<string, Part>();
  private readonly traits = new Map<number, Part>();
  private readonly pay = new Map<number, Part>();
  private readonly scratch: Scratch;

  constructor(private readonly segment: Segment) {
    this.scratch = new Scratch(segment.size);
  }

  /** What narrows most comes first. */
  compile(filters: CanonicalFilters): CompiledFilter {
    const { experience, schedule, employment, payFrom, onlyWithPay, noAgencies } = filters;
    const parts: Part[] = [];
    if (filters.places !== undefined || filters.cityNames !== undefined) parts.push(this.inCities(filters));
    if (experience !== undefined) parts.push(this.withTrait(bitsOf('experience', experience)));
    if (schedule !== undefined) parts.push(this.withTrait(bitsOf('schedule', schedule)));
    if (employment !== undefined) parts.push(this.withTrait(bitsOf('employment', employment)));
    if (payFrom !== undefined || onlyWithPay) parts.push(this.withPay(payFrom ?? NO_NUMBER, onlyWithPay));
    if (noAgencies) parts.push(this.withoutAgencies());
    return { parts: parts.sort((a, b) => a.n - b.n), notEmployers: filters.excludeEmployers ?? [] };
  }

  /** Those of `set` (null: of all vacancies) that pass; good until the next call. */
  narrow(set: DocSet | null, { parts, notEmployers }: CompiledFilter): DocSet {
    const found = this.passing(set ?? this.everybody(), parts);
    return notEmployers.length === 0 ? found : this.withoutEmployers(found, notEmployers);
  }

  /** Whichever list is short is narrowed one by one; where none is, bits are, 32 at a time. */
  private passing(set: DocSet, parts: readonly Part[]): DocSet {
    const [first, ...others] = parts;
    if (first === undefined) return set;
    const { scratch } = this;
    const few = scratch.words.length * parts.length;
    if (isListed(set) && (set.bits === null || set.n <= Math.min(few, first.n)))
      return this.listThrough(set, parts);
    if (isListed(first) && first.n <= few) return this.listThrough(first, [set as Part, ...others]);
    const found = scratch.both(set.bits!, first.bits, 0);
    return others.length === 0 ? found : this.passing(found, others);
  }

  private listThrough(list: DocSet, parts: readonly Part[]): DocSet {
    const { scratch } = this;
    let found = list;
    for (const { bits } of parts) {
      if (found.n === 0) break;
      found = scratch.asList(filterByBits(found, { bits, wanted: 1 }, scratch.room));
    }
    return found;
  }

  private withoutEmployers(set: DocSet, employers: readonly number[]): DocSet {
    const { scratch } = this;
    const { employer } = this.segment.facts;
    const { n, list } = listed(set, scratch.room);
    let kept = 0;
    for (let i = 0; i < n; i++) {
      const doc = list[i]!;
      if (!employers.includes(employer[doc]!)) scratch.room[kept++] = doc;
    }
    return scratch.asList(kept);
  }

  /** Cities of the catalogue by id, others by name; below 0 the codes are names, which nobody asks for by number. */
  private inCities({ places = [], cityNames = [] }: CanonicalFilters): Part {
    const names = cityNames.map((name) => codeOfName(this.segment.places, cityKey(name)));
    const codes = [...places.filter((id) => id >= 0), ...names.filter((code) => code !== null)];
    return kept(this.cities, codes.join(), () => {
      const bits = this.noBits();
      for (const code of codes) {
        const list = docsOfPlace(this.segment.places, code);
        setBits(bits, { n: list.length, list, bits: null });
      }
      return this.partOf(bits);
    });
  }

  private withTrait(wanted: number): Part {
    const { traits } = this.segment.facts;
    return kept(this.traits, wanted, () => this.partWhere((doc) => (traits[doc]! & wanted) !== 0));
  }

  private withoutAgencies(): Part {
    const { traits } = this.segment.facts;
    return kept(this.traits, NO_AGENCY, () => this.partWhere((doc) => (traits[doc]! & AGENCY) === 0));
  }

  private withPay(from: number, only = false): Part {
    const { pay } = this.segment.facts;
    return kept(this.pay, only ? from + 0.5 : from, () =>
      this.partWhere((doc) => (pay[doc] === NO_NUMBER ? !only : pay[doc]! >= from)),
    );
  }

  private everybody(): Part {
    return kept(this.traits, EVERYBODY, () => this.partWhere(() => true));
  }

  private partWhere(passes: (doc: number) => boolean): Part {
    const bits = this.noBits();
    for (let doc = 0; doc < this.segment.size; doc++) if (passes(doc)) bits[doc >> 5]! |= 1 << (doc & 31);
    return this.partOf(bits);
  }

  private partOf(bits: Int32Array): Part {
    const n = countBits(bits);
    if (n > LISTED * bits.length) return { n, list: EMPTY.list, bits };
    const list = new Uint16Array(n);
    listBits(bits, list);
    return { n, list, bits };
  }

  private noBits(): Int32Array {
    return new Int32Array((this.segment.size + 31) >> 5);
  }
}

// Keys beside those of traits, which are not below 0.
const [EVERYBODY, NO_AGENCY] = [-1, -2];

/** Up to so many a word of bits a part is worth a list beside them. */
const LISTED = 3;

function kept<K>(sets: Map<K, Part>, key: K, make: () => Part): Part {
  const known = sets.get(key);
  if (known !== undefined) return known;
  if (sets.size === MOST_KEPT) sets.clear();
  const made = make();
  sets.set(key, made);
  return made;
}
