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
/** An element: its length and its eight bytes, as six halves of a word. */
const HALVES = 6;
const LARGEST_ROW = BEFORE_IDS + MOST_IDS * 2 * HALVES;
const CHUNK = 1 << 20;

/**
 * Writes rows of `match` (search_id, upto_seq, made_on, from_seq, total, vacancy_ids) as a binary COPY takes them,
 * without header and trailer. By hand: 12 million ids go out in a run of 300,000 searches, and as text they would take
 * longer than the matching.
 */
export class MatchWriter {
  readonly chunks: Buffer[] = [];
  private chunk = Buffer.alloc(0);
  private halves = new Uint16Array(0);
  private at = 0;
  private readonly days: number;

  constructor(private readonly run: RunColumns) {
    this.days = (Date.parse(run.madeOn) - POSTGRES_EPOCH) / DAY;
  }

  /** Vacancies of each segment as elements of the array, to be copied: call once a segment. */
  static elementsOf({ facts, size }: Segment): Uint16Array {
    const bytes = Buffer.alloc(size * 2 * HALVES);
    for (let doc = 0; doc < size; doc++) {
      bytes.writeInt32BE(8, doc * 12);
      bytes.writeBigInt64BE(BigInt(facts.id[doc]!), doc * 12 + 4);
    }
    return new Uint16Array(bytes.buffer, bytes.byteOffset, size * HALVES);
  }

  /** Adds the row of a search: `found` has `kept` vacancies as [segment, ordinal] in turns, newest first. */
  add(
    searchId: bigint,
    { total, kept, segments, docs }: { total: number; kept: number; segments: Uint8Array; docs: Uint16Array },
    elements: readonly Uint16Array[],
  ): void {
    if (this.at + LARGEST_ROW > this.chunk.length) this.nextChunk();
    this.head(searchId, total, kept);
    const { halves } = this;
    let to = this.at >> 1;
    for (let i = 0; i < kept; i++) {
      const from = elements[segments[i]!]!;
      const start = docs[i]! * HALVES;
      for (let half = 0; half < HALVES; half++) halves[to++] = from[start + half]!;
    }
    this.at = to << 1;
  }

  /** All rows; the writer is empty afterwards. */
  finish(): Buffer[] {
    this.nextChunk();
    return this.chunks.splice(0);
  }

  /** Everything before the ids. Every length is even, so ids may be copied by halves. */
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
    int4(20 + kept * 2 * HALVES);
    // One dimension, no nulls, its element type, its length, counted from 1.
    for (const value of [1, 0, BIGINT, kept, 1]) int4(value);
    this.at = at;
  }

  private nextChunk(): void {
    if (this.at > 0) this.chunks.push(this.chunk.subarray(0, this.at));
    const memory = new ArrayBuffer(CHUNK);
    this.chunk = Buffer.from(memory);
    this.halves = new Uint16Array(memory);
    this.at = 0;
  }
}
