/**
 * Vacancies of one segment: `n` ordinals, ascending in `list`, or a bit each in `bits` (bit d & 31 of word d >> 5), or
 * both. Where only the bits are there `list` is empty. Signed words: above 2^31 a number would leave V8's integers.
 */
export interface DocSet {
  n: number;
  list: Uint16Array;
  bits: Int32Array | null;
}

const NONE = new Uint16Array(0);
export const EMPTY: DocSet = Object.freeze({ n: 0, list: NONE, bits: null });

/** One in so many is where a bit each costs less than a list, in memory and in time. */
export const DENSE = 32;

/** Whether the ordinals stand in `list`. */
export const isListed = ({ n, list }: DocSet): boolean => list.length >= n;

/** Room for one set: results are written here and stay until the next one is. */
export class Scratch implements DocSet {
  n = 0;
  list: Uint16Array = NONE;
  bits: Int32Array | null = null;
  readonly words: Int32Array;
  room: Uint16Array;
  private spare: Uint16Array;

  constructor(readonly size: number) {
    this.room = new Uint16Array(size);
    this.spare = new Uint16Array(size);
    this.words = new Int32Array((size + 31) >> 5);
  }

  /** The `n` ordinals that stand in `room`. */
  asList(n: number): this {
    this.n = n;
    this.bits = null;
    this.list = this.room;
    return this;
  }

  /** What stands in `words`, whose bits are `n`; as a list where they are few. */
  asBits(n = countBits(this.words)): this {
    if (n * DENSE < this.size) return this.asList(listBits(this.words, this.room));
    this.n = n;
    this.bits = this.words;
    this.list = NONE;
    return this;
  }

  /** A copy, to be narrowed further. */
  copy(set: DocSet): this {
    if (isListed(set)) {
      this.room.set(set.list.subarray(0, set.n));
      return this.asList(set.n);
    }
    this.words.set(set.bits!);
    this.n = set.n;
    this.bits = this.words;
    this.list = NONE;
    return this;
  }

  /** What both have (flip 0), or what `a` has and `b` lacks (flip -1). */
  both(a: Int32Array, b: Int32Array, flip: 0 | -1): this {
    return this.asBits(intersectBits({ a, b, flip }, this.words));
  }

  /** The ordinals of two lists, neither of them in `spare`; `a` may be this set. */
  merge(a: DocSet, b: DocSet): this {
    const n = mergeLists(a, b, this.spare);
    [this.room, this.spare] = [this.spare, this.room];
    return this.asList(n);
  }
}

/** Writes what both have, or with `flip` -1 what `a` has and `b` lacks; answers how many. */
export function intersectBits(
  { a, b, flip }: { a: Int32Array; b: Int32Array; flip: 0 | -1 },
  into: Int32Array,
): number {
  let count = 0;
  for (let i = 0; i < into.length; i++) {
    const word = a[i]! & (b[i]! ^ flip);
    into[i] = word;
    if (word !== 0) count += bitsIn(word);
  }
  return count;
}

/** How many bits of a word are set (Hacker's Delight, figure 5-2). */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export function countBits(words: Int32Array): number {
  let count = 0;
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) count += bitsIn(words[i]!);
  return count;
}

/** Writes the ordinals of set bits, ascending; answers how many. */
export function listBits(words: Int32Array, into: Uint16Array): number {
  let n = 0;
  for (let i = 0; i < words.length; i++) {
    let word = words[i]!;
    while (word !== 0) {
      into[n++] = (i << 5) + 31 - Math.clz32(word & -word);
      word &= word - 1;
    }
  }
  return n;
}

/** Writes the `most` greatest ordinals of set bits, descending. */
export function highestBits(words: Int32Array, most: number, into: Uint16Array): void {
  let n = 0;
  for (let i = words.length - 1; i >= 0 && n < most; i--) {
    let word = words[i]!;
    while (word !== 0 && n < most) {
      const bit = 31 - Math.clz32(word);
      into[n++] = (i << 5) + bit;
      word &= ~(1 << bit);
    }
  }
}

export function setBits(words: Int32Array, { list, n }: DocSet): void {
  for (let i = 0; i < n; i++) words[list[i]! >> 5]! |= 1 << (list[i]! & 31);
}

/** Ordinals of `list` whose bit is (`wanted` 1) or is not (0) set. `into` may be `list`. */
export function filterByBits(
  { list, n }: DocSet,
  { bits, wanted }: { bits: Int32Array; wanted: 0 | 1 },
  into: Uint16Array,
): number {
  let kept = 0;
  for (let i = 0; i < n; i++) {
    const doc = list[i]!;
    if (((bits[doc >> 5]! >>> (doc & 31)) & 1) === wanted) into[kept++] = doc;
  }
  return kept;
}

// Beyond this ratio leaping through the longer list beats walking it.
const LEAP = 16;

/** The ordinals that both lists have. `into` may be either: nothing is written beyond what has been read. */
export function intersectLists(shorter: DocSet, longer: DocSet, into: Uint16Array): number {
  if (longer.n > shorter.n * LEAP) return leap(shorter, longer, into);
  const [a, b] = [shorter.list, longer.list];
  let kept = 0;
  let j = 0;
  for (let i = 0; i < shorter.n; i++) {
    const doc = a[i]!;
    while (j < longer.n && b[j]! < doc) j++;
    if (j === longer.n) break;
    if (b[j] === doc) into[kept++] = doc;
  }
  return kept;
}

function leap(shorter: DocSet, longer: DocSet, into: Uint16Array): number {
  const { list, n } = longer;
  let kept = 0;
  let at = 0;
  for (let i = 0; i < shorter.n; i++) {
    const doc = shorter.list[i]!;
    at = seek(list, { from: at, to: n }, doc);
    if (at === n) break;
    if (list[at] === doc) into[kept++] = doc;
  }
  return kept;
}

/** The first index in [from, to) whose ordinal is not below `doc`, or `to`; quick where it is near. */
export function seek(list: Uint16Array, { from, to }: { from: number; to: number }, doc: number): number {
  if (from >= to || list[from]! >= doc) return from;
  let step = 1;
  while (from + step < to && list[from + step]! < doc) step <<= 1;
  let low = from + (step >> 1) + 1;
  let high = Math.min(from + step, to);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < doc) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The ordinals of `list` that `other` lacks. `into` may be `list`. */
export function subtractLists(list: DocSet, other: DocSet, into: Uint16Array): number {
  let kept = 0;
  let at = 0;
  for (let i = 0; i < list.n; i++) {
    const doc = list.list[i]!;
    at = seek(other.list, { from: at, to: other.n }, doc);
    if (at === other.n || other.list[at] !== doc) into[kept++] = doc;
  }
  return kept;
}

/** The ordinals of either list, each once; `into` is neither. */
function mergeLists(a: DocSet, b: DocSet, into: Uint16Array): number {
  let [i, j, n] = [0, 0, 0];
  while (i < a.n && j < b.n) {
    const [one, other] = [a.list[i]!, b.list[j]!];
    into[n++] = one < other ? one : other;
    if (one <= other) i++;
    if (other <= one) j++;
  }
  while (i < a.n) into[n++] = a.list[i++]!;
  while (j < b.n) into[n++] = b.list[j++]!;
  return n;
}

/** The set as a list, whatever else it is; the list stands in `room` where the set had none. */
export function listed(set: DocSet, room: Uint16Array): DocSet {
  if (isListed(set)) return set;
  return { n: listBits(set.bits!, room), list: room, bits: set.bits };
}
