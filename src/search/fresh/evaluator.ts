import { findLexeme } from './dictionary.js';
import { DENSE, type DocSet, EMPTY, isListed, Scratch, setBits } from './doc-set.js';
import { ALL, addBits, complement, narrow, without } from './narrow-sets.js';
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

  /** Looks every word up once, and says how many vacancies may fit; of an "and" the rarest comes to stand first. */
  private resolve(plan: Plan): number {
    plan.most = this.mostOf(plan);
    return plan.most;
  }

  private mostOf(plan: Plan): number {
    switch (plan.kind) {
      case 'term':
        return this.find(plan.word);
      case 'phrase':
        return plan.words.reduce((least, word) => Math.min(least, this.find(word)), ALL);
      case 'and': {
        for (const child of plan.children) this.resolve(child);
        sortByMost(plan.children);
        return plan.children[0]!.most;
      }
      case 'or':
        return plan.children.reduce((sum, child) => Math.min(sum + this.resolve(child), ALL), 0);
      case 'not':
        // What must not occur comes after all that must.
        this.resolve(plan.child);
        return ALL;
    }
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
        return complement(this.answer(plan.child, depth + 1), this.scratchAt(depth));
    }
  }

  /** The rarest first, each next one narrows what is left; what must not occur comes last. */
  private and(children: readonly Plan[], depth: number): DocSet {
    if (children[0]!.most === 0) return EMPTY;
    let found: DocSet | null = null;
    for (const plan of children) {
      const negative = plan.kind === 'not';
      const set = this.answer(negative ? plan.child : plan, depth + 1);
      if (found === null)
        found = negative ? complement(set, this.scratchAt(depth)) : this.owned(plan, set, depth);
      else found = (negative ? without : narrow)(found, set, this.scratchAt(depth));
      if (found.n === 0) return EMPTY;
    }
    return found!;
  }

  /** Lists are merged while they are short; beyond that everything goes into bits. */
  private or(children: readonly Plan[], depth: number): DocSet {
    const into = this.scratchAt(depth);
    let found = EMPTY;
    let next = 0;
    for (; next < children.length; next++) {
      const child = children[next]!;
      const set = this.answer(child, depth + 1);
      if (!isListed(set) || found.n + set.n > into.words.length) {
        into.words.fill(0);
        setBits(into.words, found);
        addBits(into.words, set);
        break;
      }
      if (set.n > 0) found = found.n === 0 ? this.owned(child, set, depth) : into.merge(found, set);
    }
    if (next === children.length) return found;
    for (next++; next < children.length; next++) addBits(into.words, this.answer(children[next]!, depth + 1));
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
      return { n, list: list.slice(0, n), bits };
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

  /** Looks a word up; answers how many vacancies have it at most. */
  private find(word: PlanWord): number {
    const { dictionary, postings, size } = this.segment;
    word.term = findLexeme(dictionary, this.bytes, word);
    if (word.prefix) return size;
    return word.term === -1 ? 0 : postings.starts[word.term + 1]! - postings.starts[word.term]!;
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

/** By insertion, in place: they are few, and most stand in order from the segment or the search before. */
function sortByMost(children: Plan[]): void {
  for (let i = 1; i < children.length; i++) {
    const child = children[i]!;
    let at = i;
    for (; at > 0 && children[at - 1]!.most > child.most; at--) children[at] = children[at - 1]!;
    children[at] = child;
  }
}

// A set's own object and its bits count as so many numbers.
const FIXED = 128;
