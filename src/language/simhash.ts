import type { Lexemes } from './lexemes.js';
import type { Token } from './tokens.js';

/**
 * 64 bits that near copies of a text share nearly all of. Two signed halves: numbers of 32 bits are compared in
 * nanoseconds, a bigint takes fifty times as long.
 */
export interface SimHash {
  high: number;
  low: number;
}

/** Bits in which near copies differ at most: matching.md §7, 964 pairs of real texts, none of other words. */
export const NEAR = 7;

const SHINGLE = 3;

/**
 * SimHash of a text by its words: of every three words that follow each other, stop words in, numbers as «#», each
 * three counted once however often they come. A text of fewer words than three has none of them: all bits are 0.
 */
export function simhash64(words: readonly Token[]): SimHash {
  const count = new BitCounts();
  const seen = distinct(words.length);
  const size = words.length - SHINGLE + 1;
  hashWords(words);
  for (let i = 0; i < size; i++) {
    const high = shingle(highs, i);
    const low = shingle(lows, i);
    if (seen.add(high, low)) count.add(high, low);
  }
  return count.majority();
}

/** In how many bits two differ. */
export const distance = (a: SimHash, b: SimHash): number => ones(a.high ^ b.high) + ones(a.low ^ b.low);

/**
 * The four bands: the hash turned so that its first, second, third, fourth 16 bits stand in front. Who differs in at
 * most seven bits differs in one bit at most in one of the four: 17 beginnings of each find every near copy.
 */
export function bandsOf({ high, low }: SimHash): [SimHash, SimHash, SimHash, SimHash] {
  const [second, fourth] = [(high << 16) | (low >>> 16), (low << 16) | (high >>> 16)];
  return [
    { high, low },
    { high: second, low: fourth },
    { high: low, low: high },
    { high: fourth, low: second },
  ];
}

/** As Postgres writes a bigint, and back. */
export const toInt8 = ({ high, low }: SimHash): string => String((BigInt(high) << 32n) | BigInt(low >>> 0));

export function fromInt8(text: string): SimHash {
  const bits = BigInt(text);
  return { high: Number(bits >> 32n), low: Number(BigInt.asIntN(32, bits)) };
}

function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

// Room for the words of one text, used by each in turn.
let highs = new Int32Array(1024);
let lows = new Int32Array(1024);

function hashWords(words: readonly Token[]): void {
  if (words.length > highs.length)
    [highs, lows] = [new Int32Array(words.length), new Int32Array(words.length)];
  for (let i = 0; i < words.length; i++) {
    const place = placeOf(words[i]!.lexemes);
    highs[i] = knownHighs[place]!;
    lows[i] = knownLows[place]!;
  }
}

// Of so many words their hashes are at hand, each in the place that its id names; to read its letters again takes five
// times as long.
const REMEMBERED = 131_072;
const owners = new Int32Array(REMEMBERED).fill(-1);
const knownHighs = new Int32Array(REMEMBERED);
const knownLows = new Int32Array(REMEMBERED);

/** Where the hash of a word is. */
function placeOf(lexemes: Lexemes): number {
  const place = lexemes.id & (REMEMBERED - 1);
  if (owners[place] !== lexemes.id) {
    const { high, low } = hashOf(lexemes);
    owners[place] = lexemes.id;
    knownHighs[place] = high;
    knownLows[place] = low;
  }
  return place;
}

function hashOf({ exact }: Lexemes): SimHash {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  let digits = false;
  // After the «=» of an exact form.
  for (let at = 1; at < exact.length; at++) {
    const unit = exact.charCodeAt(at);
    const isDigit = unit >= 0x30 && unit <= 0x39;
    if (isDigit && digits) continue;
    digits = isDigit;
    high = Math.imul(high ^ (isDigit ? 0x23 : unit), 0x01000193);
    low = Math.imul(low ^ (isDigit ? 0x23 : unit), 0x5bd1e995);
  }
  return { high: mixed(high), low: mixed(low) };
}

const shingle = (words: Int32Array, at: number): number =>
  mixed(
    Math.imul(words[at]!, 0x9e3779b1) +
      Math.imul(words[at + 1]!, 0x85ebca77) +
      Math.imul(words[at + 2]!, 0xc2b2ae3d),
  );

/** MurmurHash3's last step: every bit in decides over every bit out. */
function mixed(bits: number): number {
  let h = bits ^ (bits >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** How often each of 64 bits was set; bit n of plane k is the k-th binary digit of bit n's count. */
class BitCounts {
  private readonly highs = new BitPlanes();
  private readonly lows = new BitPlanes();
  private n = 0;

  add(high: number, low: number): void {
    const place = this.n++ & 3;
    this.highs.waiting[place] = high;
    this.lows.waiting[place] = low;
    if (place === 3) {
      this.highs.addFour();
      this.lows.addFour();
    }
  }

  majority(): SimHash {
    return { high: this.highs.majority(this.n), low: this.lows.majority(this.n) };
  }
}

// A text keeps 100,000 characters.
const PLANES = 20;

/** The counts of 32 bits. Four words are added at once, by full adders: one carry runs through the planes, not four. */
class BitPlanes {
  readonly waiting = new Int32Array(4);
  private readonly planes = new Int32Array(PLANES);

  addFour(): void {
    const { planes, waiting } = this;
    const [a, b, c, d] = [waiting[0]!, waiting[1]!, waiting[2]!, waiting[3]!];
    const ones = planes[0]!;
    const first = ones ^ a ^ b;
    const twos = planes[1]!;
    const carryA = (ones & a) | ((ones ^ a) & b);
    const carryB = (first & c) | ((first ^ c) & d);
    planes[0] = first ^ c ^ d;
    planes[1] = twos ^ carryA ^ carryB;
    this.carry((twos & carryA) | ((twos ^ carryA) & carryB), 2);
  }

  majority(n: number): number {
    for (let i = 0; i < (n & 3); i++) this.carry(this.waiting[i]!, 0);
    return majorityOf(this.planes, n);
  }

  private carry(bits: number, from: number): void {
    let carried = bits;
    for (let k = from; carried !== 0; k++) {
      const before = this.planes[k]!;
      this.planes[k] = before ^ carried;
      carried &= before;
    }
  }
}

function majorityOf(planes: Int32Array, n: number): number {
  let bits = 0;
  for (let bit = 0; bit < 32; bit++) {
    let count = 0;
    for (let k = PLANES - 1; k >= 0; k--) count = count * 2 + ((planes[k]! >>> bit) & 1);
    if (count * 2 > n) bits |= 1 << bit;
  }
  return bits;
}

/** A set of pairs of numbers; one table for all texts, whose slots each set marks as its own. */
class PairSet {
  private highs = new Int32Array(4096);
  private lows = new Int32Array(4096);
  private owners = new Int32Array(4096);
  private owner = 0;

  begin(most: number): this {
    if (most * 2 > this.owners.length) {
      const size = 2 ** Math.ceil(Math.log2(most * 2));
      [this.highs, this.lows, this.owners] = [
        new Int32Array(size),
        new Int32Array(size),
        new Int32Array(size),
      ];
      this.owner = 0;
    }
    this.owner++;
    return this;
  }

  /** False when it was there already. */
  add(high: number, low: number): boolean {
    const last = this.owners.length - 1;
    let slot = low & last;
    while (this.owners[slot] === this.owner) {
      if (this.highs[slot] === high && this.lows[slot] === low) return false;
      slot = (slot + 1) & last;
    }
    this.owners[slot] = this.owner;
    this.highs[slot] = high;
    this.lows[slot] = low;
    return true;
  }
}

const pairs = new PairSet();
const distinct = (most: number): PairSet => pairs.begin(most);
