import { findLexeme } from './dictionary.js';
import {
  DENSE,
  type DocSet,
  EMPTY,
  filterByBits,
  intersectLists,
  Scratch,
  setBits,
  subtractLists,
} from './doc-set.js';
import { PhraseMatcher } from './phrase-matcher.js';
import { ANY_WEIGHT, type KeyedPlan, type Plan, type PlanWord } from './plan.js';
import { lexemesWithPrefix } from './prefixes.js';
import type { Segment } from './segment.js';

/**
 * Answers queries over one segment: the same answer as `document @@ tsquery`, vacancy by vacancy. It keeps the sets of
 * words and phrases that it met, for the same words return in thousands of searches. One thread uses it at a time.
 */
export class Evaluator {
  private readonly leaves = new Map<number, DocSet>();
  private readonly kept = new Map<string, DocSet>();
  private keptNumbers = 0;
  private readonly scratch: Scratch[] = [];
  private given: Uint8Array | null = null;
  private readonly phrases: PhraseMatcher;
  private bytes: Buffer = Buffer.alloc(0);

  /** `mostKept` bounds what is kept of words and phrases, in ordinals of 2 bytes. */
  constructor(
    readonly segment: Segment,
    private readonly mostKept = 32 * 2 ** 20,
  ) {
    this.phrases = new PhraseMatcher(segment);
  }

  /** The vacancies that fit, closed ones among them; good until the next call. */
  evaluate({ bytes, plan }: KeyedPlan): DocSet {
    if (bytes !== this.given) this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.given = bytes;
    if (this.keptNumbers > this.mostKept) this.forget();
    this.resolve(plan);
    return this.answer(plan, 0);
  }

  /** Looks every word up once. */
  private resolve(plan: Plan): void {
    if (plan.kind === 'term') plan.word.term = this.find(plan.word);
    else if (plan.kind === 'phrase') for (const word of plan.words) word.term = this.find(word);
    else if (plan.kind === 'not') this.resolve(plan.child);
    else for (const child of plan.children) this.resolve(child);
  }

  private answer(plan: Plan, depth: number): DocSet {
    switch (plan.kind) {
      case 'term':
        return this.term(plan.word, plan.mask);
      case 'phrase':
        return this.phrase(plan);
      case 'and':
        return this.and(plan.children, depth);
      case 'or':
        return this.or(plan.children, depth);
      case 'not':
        return this.complement(this.answer(plan.child, depth + 1), depth);
    }
  }

  /** The rarest first, each next one narrows what is left; what must not occur comes last. */
  private and(children: readonly Plan[], depth: number): DocSet {
    const ordered = children.map((plan) => ({ plan, n: this.most(plan) })).sort((a, b) => a.n - b.n);
    if (ordered[0]!.n === 0) return EMPTY;
    let found: DocSet | null = null;
    for (const { plan } of ordered) {
      const negative = plan.kind === 'not';
      const set = this.answer(negative ? plan.child : plan, depth + 1);
      if (found === null) found = negative ? this.complement(set, depth) : this.owned(plan, set, depth);
      else found = this.narrow(found, set, { depth, wanted: negative ? 0 : 1 });
      if (found.n === 0) return EMPTY;
    }
    return found!;
  }

  private or(children: readonly Plan[], depth: number): DocSet {
    const into = this.scratchAt(depth);
    into.words.fill(0);
    for (const child of children) {
      const set = this.answer(child, depth + 1);
      if (set.bits === null) setBits(into.words, set);
      else for (let i = 0; i < into.words.length; i++) into.words[i]! |= set.bits[i]!;
    }
    return into.asBits();
  }

  /** `found` with (1) or without (0) the members of `set`. */
  private narrow(found: DocSet, set: DocSet, { depth, wanted }: { depth: number; wanted: 0 | 1 }): DocSet {
    const into = this.scratchAt(depth);
    if (found.bits !== null && set.bits !== null) {
      const [a, b] = [found.bits, set.bits];
      for (let i = 0; i < a.length; i++) into.words[i] = a[i]! & (wanted === 1 ? b[i]! : ~b[i]!);
      return into.asBits();
    }
    if (set.bits !== null) return into.asList(filterByBits(found, { bits: set.bits, wanted }, into.room));
    if (found.bits !== null) {
      if (wanted === 1) return into.asList(filterByBits(set, { bits: found.bits, wanted }, into.room));
      into.copy(found);
      for (let i = 0; i < set.n; i++) into.words[set.list[i]! >> 5]! &= ~(1 << (set.list[i]! & 31));
      return into.asBits();
    }
    if (wanted === 0) return into.asList(subtractLists(found, set, into.room));
    const [shorter, longer] = found.n <= set.n ? [found, set] : [set, found];
    return into.asList(intersectLists(shorter, longer, into.room));
  }

  private complement(set: DocSet, depth: number): DocSet {
    const into = this.scratchAt(depth);
    const { size } = this.segment;
    if (set.bits !== null) for (let i = 0; i < into.words.length; i++) into.words[i] = ~set.bits[i]!;
    else {
      into.words.fill(-1);
      for (let i = 0; i < set.n; i++) into.words[set.list[i]! >> 5]! &= ~(1 << (set.list[i]! & 31));
    }
    if ((size & 31) !== 0) into.words[into.words.length - 1]! &= (1 << (size & 31)) - 1;
    return into.asBits();
  }

  /** Sets of words and phrases are kept and stay as they are; all others are overwritten by the next at their depth. */
  private owned(plan: Plan, set: DocSet, depth: number): DocSet {
    return plan.kind === 'term' || plan.kind === 'phrase' ? set : this.scratchAt(depth).copy(set);
  }

  private term(word: PlanWord, mask: number): DocSet {
    if (word.prefix) return this.prefix(word, mask);
    const { term } = word;
    if (term === -1) return EMPTY;
    const known = this.leaves.get(term * 16 + mask);
    if (known !== undefined) return known;
    const { starts, docs, meta } = this.segment.postings;
    const [from, to] = [starts[term]!, starts[term + 1]!];
    let list = docs.subarray(from, to);
    if (mask !== ANY_WEIGHT) list = list.filter((_, i) => (meta[from + i]! >> 8) & mask);
    const leaf = this.withBits(list);
    this.leaves.set(term * 16 + mask, leaf);
    this.keptNumbers += FIXED + (mask === ANY_WEIGHT ? 0 : leaf.n);
    return leaf;
  }

  private prefix(word: PlanWord, mask: number): DocSet {
    return this.remember(`${mask}*${this.textOf(word.start, word.end)}`, () => {
      const { starts, docs, meta } = this.segment.postings;
      const into = new Scratch(this.segment.size);
      for (const term of lexemesWithPrefix(this.segment, this.bytes.subarray(word.start, word.end))) {
        for (let at = starts[term]!; at < starts[term + 1]!; at++) {
          if ((meta[at]! >> 8) & mask) into.words[docs[at]! >> 5]! |= 1 << (docs[at]! & 31);
        }
      }
      const { n, list, bits } = into.asBits();
      return { n, list: bits === null ? list.slice(0, n) : EMPTY.list, bits };
    });
  }

  private phrase(plan: Extract<Plan, { kind: 'phrase' }>): DocSet {
    return this.remember(this.textOf(plan.from, plan.to), () =>
      this.withBits(this.phrases.match(plan, this.bytes)),
    );
  }

  /** Bytes [from, to) of the query as text, a Latin-1 character each: enough to know them again. */
  private textOf(from: number, to: number): string {
    return this.bytes.toString('latin1', from, to);
  }

  private remember(key: string, make: () => DocSet): DocSet {
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.kept.set(key, made);
    this.keptNumbers += FIXED + made.n;
    return made;
  }

  private withBits(list: Uint16Array): DocSet {
    const { size } = this.segment;
    if (list.length * DENSE < size) return { n: list.length, list, bits: null };
    const bits = new Int32Array((size + 31) >> 5);
    setBits(bits, { n: list.length, list, bits: null });
    return { n: list.length, list, bits };
  }

  private find(word: PlanWord): number {
    return findLexeme(this.segment.dictionary, this.bytes, word);
  }

  /** How many vacancies may fit at most; what must not occur comes after all that must. */
  private most(plan: Plan): number {
    switch (plan.kind) {
      case 'term':
        return this.mostOf(plan.word);
      case 'phrase':
        return Math.min(...plan.words.map((word) => this.mostOf(word)));
      case 'and':
        return Math.min(...plan.children.map((child) => this.most(child)));
      case 'or':
        return plan.children.reduce((sum, child) => sum + this.most(child), 0);
      case 'not':
        return Number.POSITIVE_INFINITY;
    }
  }

  private mostOf(word: PlanWord): number {
    if (word.prefix) return this.segment.size;
    const { term } = word;
    if (term === -1) return 0;
    const { starts } = this.segment.postings;
    return starts[term + 1]! - starts[term]!;
  }

  private scratchAt(depth: number): Scratch {
    while (this.scratch.length <= depth) this.scratch.push(new Scratch(this.segment.size));
    return this.scratch[depth]!;
  }

  private forget(): void {
    this.leaves.clear();
    this.kept.clear();
    this.phrases.forget();
    this.keptNumbers = 0;
  }
}

// A set's own object and its bits count as so many numbers.
const FIXED = 128;
