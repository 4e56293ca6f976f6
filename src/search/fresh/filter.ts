import { type CanonicalFilters, cityKey } from '../../language/filters.js';
import { countBits, DENSE, type DocSet, EMPTY, listBits, listed, Scratch, setBits } from './doc-set.js';
import { addBits, narrow } from './narrow-sets.js';
import { codeOfName, docsOfPlace, NO_NUMBER, type Segment } from './segment.js';
import { AGENCY, bitsOf } from './traits.js';

/** Filters ready to be asked of one segment: a vacancy passes that is in every part, and of no such employer. */
export interface CompiledFilter {
  parts: readonly DocSet[];
  notEmployers: readonly number[];
}

/** Sets of cities, of sums, and of traits that are kept at most, 8 KB each: people type any sum. */
const MOST_KEPT = 2_000;

/**
 * Tests vacancies of one segment against filters: the same answer as language/filters' `filterSql`, vacancy by vacancy.
 * Who passes one wish (a city, a sum, an experience) is worked out once: searches share their wishes.
 */
export class FilterRunner {
  private readonly city = new Map<number, DocSet>();
  private readonly cities = new Map<string, DocSet>();
  private readonly traits = new Map<number, DocSet>();
  private readonly pay = new Map<number, DocSet>();
  private readonly scratch: Scratch;

  constructor(private readonly segment: Segment) {
    this.scratch = new Scratch(segment.size);
  }

  /** What narrows most comes first. */
  compile(filters: CanonicalFilters): CompiledFilter {
    const { experience, schedule, employment, payFrom, onlyWithPay, noAgencies } = filters;
    const parts: DocSet[] = [];
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
    let found = set ?? this.everybody();
    for (const part of parts) found = narrow(found, part, this.scratch);
    return notEmployers.length === 0 ? found : this.withoutEmployers(found, notEmployers);
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
  private inCities({ places = [], cityNames = [] }: CanonicalFilters): DocSet {
    const names = cityNames.map((name) => codeOfName(this.segment.places, cityKey(name)));
    const codes = [...places.filter((id) => id >= 0), ...names.filter((code) => code !== null)];
    if (codes.length === 1) return this.inCity(codes[0]!);
    return kept(this.cities, codes.join(), () => this.union(codes.map((code) => this.inCity(code))));
  }

  private inCity(code: number): DocSet {
    return kept(this.city, code, () => {
      const list = docsOfPlace(this.segment.places, code);
      const few = { n: list.length, list, bits: null };
      if (list.length * DENSE < this.segment.size) return few;
      const bits = this.noBits();
      setBits(bits, few);
      return { ...few, bits };
    });
  }

  /** Lists of cities are merged while they are short, into memory of their own. */
  private union(sets: readonly DocSet[]): DocSet {
    const most = sets.reduce((sum, { n }) => sum + n, 0);
    if (most * DENSE < this.segment.size) {
      const { n, list } = sets.reduce((all, set) => this.scratch.merge(all, set), EMPTY);
      return { n, list: list.slice(0, n), bits: null };
    }
    const bits = this.noBits();
    for (const set of sets) addBits(bits, set);
    return partOf(bits);
  }

  private withTrait(wanted: number): DocSet {
    const { traits } = this.segment.facts;
    return kept(this.traits, wanted, () => this.partWhere((doc) => (traits[doc]! & wanted) !== 0));
  }

  private withoutAgencies(): DocSet {
    const { traits } = this.segment.facts;
    return kept(this.traits, NO_AGENCY, () => this.partWhere((doc) => (traits[doc]! & AGENCY) === 0));
  }

  private withPay(from: number, only = false): DocSet {
    const { pay } = this.segment.facts;
    return kept(this.pay, only ? from + 0.5 : from, () =>
      this.partWhere((doc) => (pay[doc] === NO_NUMBER ? !only : pay[doc]! >= from)),
    );
  }

  private everybody(): DocSet {
    return kept(this.traits, EVERYBODY, () => this.partWhere(() => true));
  }

  private partWhere(passes: (doc: number) => boolean): DocSet {
    const bits = this.noBits();
    for (let doc = 0; doc < this.segment.size; doc++) if (passes(doc)) bits[doc >> 5]! |= 1 << (doc & 31);
    return partOf(bits);
  }

  private noBits(): Int32Array {
    return new Int32Array((this.segment.size + 31) >> 5);
  }
}

// Keys beside those of traits, which are not below 0.
const [EVERYBODY, NO_AGENCY] = [-1, -2];

/** Up to so many a word of bits a part is worth a list beside them. */
const LISTED = 3;

function partOf(bits: Int32Array): DocSet {
  const n = countBits(bits);
  if (n > LISTED * bits.length) return { n, list: EMPTY.list, bits };
  const list = new Uint16Array(n);
  listBits(bits, list);
  return { n, list, bits };
}

function kept<K>(sets: Map<K, DocSet>, key: K, make: () => DocSet): DocSet {
  const known = sets.get(key);
  if (known !== undefined) return known;
  if (sets.size === MOST_KEPT) sets.clear();
  const made = make();
  sets.set(key, made);
  return made;
}
