/**
 * Vacancies of one segment: `n` ordinals, ascending in `list`, or, where they are many, a bit each in `bits` (bit d & 31
 * of word d >> 5; `list` then says nothing). Signed words: above 2^31 a number would leave V8's integers.
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

/** Room for one set: results are written here and stay until the next one is. */
export class Scratch implements DocSet {
  n = 0;
  list: Uint16Array;
  bits: Int32Array | null = null;
  readonly words: Int32Array;
  readonly room: Uint16Array;

  constructor(private readonly size: number) {
    this.room = new Uint16Array(size);
    this.list = this.room;
    this.words = new Int32Array((size + 31) >> 5);
  }

  /** The `n` ordinals that stand in `room`. */
  asList(n: number): this {
    this.n = n;
    this.bits = null;
    this.list = this.room;
    return this;
  }

  /** What stands in `words`; as a list where few are left. */
  asBits(): this {
    const n = countBits(this.words);
    if (n * DENSE < this.size) return this.asList(listBits(this.words, this.room));
    this.n = n;
    this.bits = this.words;
    return this;
  }

  /** A copy, to be narrowed further. */
  copy(set: DocSet): this {
    if (set.bits !== null) {
      this.words.set(set.bits);
      this.n = set.n;
      this.bits = this.words;
      return this;
    }
    this.room.set(set.list.subarray(0, set.n));
    return this.asList(set.n);
  }
}

export function countBits(words: Int32Array): number {
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    let word = words[i]!;
    if (word === 0) continue;
    // Hacker's Delight, figure 5-2.
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
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

/** The set as a list, whatever else it is; the list stands in `room`. */
export function listed(set: DocSet, room: Uint16Array): DocSet {
  if (set.bits === null) return set;
  return { n: listBits(set.bits, room), list: room, bits: set.bits };
}
