import { POSITION } from '../../language/document.js';
import { seek } from './doc-set.js';
import type { Plan, PlanWord } from './plan.js';
import { lexemesWithPrefix } from './prefixes.js';
import { positionsOf, type Segment } from './segment.js';

type Phrase = Extract<Plan, { kind: 'phrase' }>;

/** Where one word of a phrase stands: postings [from, to) of `docs`, with their positions. */
interface Occurrences {
  docs: Uint16Array;
  from: number;
  to: number;
  positions: Uint16Array;
  /** Where the positions of each posting begin, one more at the end; null: asked of the segment. */
  starts: Int32Array | null;
}

const NONE = new Uint16Array(0);
const FIRST_ROOM = 512;

/** Finds the vacancies in which words stand at exact distances. */
export class PhraseMatcher {
  private readonly prefixes = new Map<string, Occurrences>();
  private ends = new Int32Array(FIRST_ROOM);

  constructor(private readonly segment: Segment) {}

  /** The vacancies with the phrase, ascending, in a list of their own. `bytes` are what the words point into. */
  match({ words, gaps, mask }: Phrase, bytes: Uint8Array): Uint16Array {
    const found: Occurrences[] = [];
    for (const word of words) {
      const occurrences = this.occurrencesOf(word, bytes);
      if (occurrences === null) return NONE;
      found.push(occurrences);
    }
    const rarest = found.reduce((a, b) => (b.to - b.from < a.to - a.from ? b : a));
    const at = found.map(({ from }) => from);
    const fitting: number[] = [];
    for (let posting = rarest.from; posting < rarest.to; posting++) {
      const doc = rarest.docs[posting]!;
      if (advance(found, at, doc) && this.standsIn(found, at, { gaps, mask })) fitting.push(doc);
    }
    return Uint16Array.from(fitting);
  }

  forget(): void {
    this.prefixes.clear();
  }

  private occurrencesOf(word: PlanWord, bytes: Uint8Array): Occurrences | null {
    if (word.prefix) return this.prefixed(bytes.subarray(word.start, word.end));
    const { term } = word;
    if (term === -1) return null;
    const { starts, docs, positions } = this.segment.postings;
    return { docs, from: starts[term]!, to: starts[term + 1]!, positions, starts: null };
  }

  /** All words that begin so as one word: the positions of each vacancy together, ascending. */
  private prefixed(prefix: Uint8Array): Occurrences {
    const key = Buffer.from(prefix).toString('latin1');
    const known = this.prefixes.get(key);
    if (known !== undefined) return known;
    const { starts, docs, meta, positions } = this.segment.postings;
    const places = new Map<number, number[]>();
    for (const term of lexemesWithPrefix(this.segment, prefix)) {
      for (let posting = starts[term]!; posting < starts[term + 1]!; posting++) {
        const from = positionsOf(this.segment.postings, posting);
        const own = positions.subarray(from, from + (meta[posting]! & 0xff));
        const others = places.get(docs[posting]!);
        if (others === undefined) places.set(docs[posting]!, [...own]);
        else others.push(...own);
      }
    }
    const made = gathered(places);
    this.prefixes.set(key, made);
    return made;
  }

  /** Whether the words stand one after another in the vacancy that all of `at` point to. */
  private standsIn(
    found: readonly Occurrences[],
    at: readonly number[],
    { gaps, mask }: Pick<Phrase, 'gaps' | 'mask'>,
  ): boolean {
    let ends = this.firstEnds(found[0]!, at[0]!, mask);
    for (let i = 1; i < found.length && ends > 0; i++) {
      const { positions } = found[i]!;
      const [from, to] = this.rangeOf(found[i]!, at[i]!);
      const gap = gaps[i - 1]!;
      let kept = 0;
      let end = 0;
      for (let place = from; place < to; place++) {
        if (((mask >> (positions[place]! >> 14)) & 1) === 0) continue;
        const position = positions[place]! & POSITION;
        while (end < ends && this.ends[end]! + gap < position) end++;
        if (end === ends) break;
        if (this.ends[end]! + gap !== position) continue;
        // Written no further than what has been read; an end leads to one place only.
        this.ends[kept++] = position;
        end++;
      }
      ends = kept;
    }
    return ends > 0;
  }

  private firstEnds(first: Occurrences, posting: number, mask: number): number {
    const [from, to] = this.rangeOf(first, posting);
    if (to - from > this.ends.length) this.ends = new Int32Array(2 * (to - from));
    let ends = 0;
    for (let place = from; place < to; place++) {
      const value = first.positions[place]!;
      if ((mask >> (value >> 14)) & 1) this.ends[ends++] = value & POSITION;
    }
    return ends;
  }

  private rangeOf({ starts }: Occurrences, posting: number): [from: number, to: number] {
    if (starts !== null) return [starts[posting]!, starts[posting + 1]!];
    const from = positionsOf(this.segment.postings, posting);
    return [from, from + (this.segment.postings.meta[posting]! & 0xff)];
  }
}

/** Moves every word on to `doc`; false when one of them is not in it. */
function advance(found: readonly Occurrences[], at: number[], doc: number): boolean {
  for (let i = 0; i < found.length; i++) {
    const { docs, to } = found[i]!;
    at[i] = seek(docs, { from: at[i]!, to }, doc);
    if (at[i] === to || docs[at[i]!] !== doc) return false;
  }
  return true;
}

function gathered(places: ReadonlyMap<number, number[]>): Occurrences {
  const docs = Uint16Array.from(places.keys()).sort();
  const starts = new Int32Array(docs.length + 1);
  const all: number[] = [];
  for (const [i, doc] of docs.entries()) {
    const own = places.get(doc)!.sort((a, b) => (a & POSITION) - (b & POSITION));
    for (const place of own) all.push(place);
    starts[i + 1] = all.length;
  }
  return { docs, from: 0, to: docs.length, positions: Uint16Array.from(all), starts };
}
