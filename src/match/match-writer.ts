import type { Segment } from '../search/fresh/segment.js';

/** What is the same in every row of a run. */
export interface RunColumns {
  from: bigint;
  upto: bigint;
  /** YYYY-MM-DD. */
  madeOn: string;
}

/** Beyond this many the row is cut, and the letter says how to narrow the search. */
export const MOST_IDS = 1000;

const DAY = 86_400_000;
const POSTGRES_EPOCH = Date.UTC(2000, 0, 1);
const BIGINT = 20;
const FIELDS = 6;
// Field count; five fields of 8, 8, 4, 8 and 4 bytes with their lengths; length and header of the array.
const BEFORE_IDS = 2 + 5 * 4 + 8 + 8 + 4 + 8 + 4 + 4 + 20;
/** An element: its length and its eight bytes. */
const ELEMENT = 12;
// And two bytes beyond it, see `addIds`.
const LARGEST_ROW = BEFORE_IDS + MOST_IDS * ELEMENT + 2;
const CHUNK = 1 << 20;

/** Vacancies as elements of an array of bigint, three words each: from their first byte, and from their third. */
interface Elements {
  even: Int32Array;
  odd: Int32Array;
}

/** What a search found: `kept` vacancies, each the ordinal docs[i] of segment segments[i], newest first, of `total`. */
interface Found {
  total: number;
  kept: number;
  segments: Uint8Array;
  docs: Uint16Array;
}

/**
 * Writes rows of `match` (search_id, upto_seq, made_on, from_seq, total, vacancy_ids) as a binary COPY takes them,
 * without header and trailer. By hand: 12 million ids go out in a run of 300,000 searches, and as text they would take
 * longer than the matching.
 */
export class MatchWriter {
  readonly chunks: Buffer[] = [];
  private chunk = Buffer.alloc(0);
  private words = new Int32Array(0);
  private at = 0;
  private readonly days: number;

  constructor(private readonly run: RunColumns) {
    this.days = (Date.parse(run.madeOn) - POSTGRES_EPOCH) / DAY;
  }

  /** Vacancies of a segment as elements of the array, to be copied: call once a segment. */
  static elementsOf({ facts, size }: Segment): Elements {
    const bytes = Buffer.alloc(size * ELEMENT + 4);
    for (let doc = 0; doc < size; doc++) {
      bytes.writeInt32BE(8, doc * ELEMENT);
      bytes.writeBigInt64BE(BigInt(facts.id[doc]!), doc * ELEMENT + 4);
    }
    const shifted = Uint8Array.from(bytes.subarray(2));
    return {
      even: new Int32Array(bytes.buffer, bytes.byteOffset, 3 * size),
      odd: new Int32Array(shifted.buffer, 0, 3 * size),
    };
  }

  /** Adds the row of a search: `found` has `kept` vacancies as [segment, ordinal] in turns, newest first. */
  add(searchId: bigint, found: Found, elements: readonly Elements[]): void {
    if (this.at + LARGEST_ROW > this.chunk.length) this.nextChunk();
    this.head(searchId, found.total, found.kept);
    this.addIds(found, elements);
    this.at += found.kept * ELEMENT;
  }

  /**
   * Copies elements a word of four bytes at a time. Rows have lengths that four does not divide: where the ids begin in
   * the middle of a word each element is taken from its third byte to the second of the next, which is 0 in all of them.
   */
  private addIds({ kept, segments, docs }: Found, elements: readonly Elements[]): void {
    const { words } = this;
    const odd = (this.at & 3) !== 0;
    let to = (this.at + 2) >> 2;
    for (let i = 0; i < kept; i++) {
      const from = odd ? elements[segments[i]!]!.odd : elements[segments[i]!]!.even;
      const start = docs[i]! * 3;
      words[to] = from[start]!;
      words[to + 1] = from[start + 1]!;
      words[to + 2] = from[start + 2]!;
      to += 3;
    }
  }

  /** All rows; the writer is empty afterwards. */
  finish(): Buffer[] {
    this.nextChunk();
    return this.chunks.splice(0);
  }

  /** Everything before the ids. Every length is even. */
  private head(searchId: bigint, total: number, kept: number): void {
    const { chunk, run } = this;
    let { at } = this;
    const int4 = (value: number): void => {
      at = chunk.writeInt32BE(value, at);
    };
    const int8 = (value: bigint): void => {
      int4(8);
      at = chunk.writeBigInt64BE(value, at);
    };
    at = chunk.writeInt16BE(FIELDS, at);
    int8(searchId);
    int8(run.upto);
    int4(4);
    int4(this.days);
    int8(run.from);
    int4(4);
    int4(total);
    int4(20 + kept * ELEMENT);
    // One dimension, no nulls, its element type, its length, counted from 1.
    for (const value of [1, 0, BIGINT, kept, 1]) int4(value);
    this.at = at;
  }

  private nextChunk(): void {
    if (this.at > 0) this.chunks.push(this.chunk.subarray(0, this.at));
    const memory = new ArrayBuffer(CHUNK);
    this.chunk = Buffer.from(memory);
    this.words = new Int32Array(memory);
    this.at = 0;
  }
}
