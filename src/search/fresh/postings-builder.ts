import { grown, sharedInt32, sharedUint16 } from './bytes.js';
import { type Dictionary, DictionaryBuilder } from './dictionary.js';
import { MOST_VACANCIES, type Postings } from './segment.js';

/**
 * Takes documents one after another, in the order of their vacancies, and turns them over: from who has which lexemes
 * into which lexeme is had by whom.
 */
export class PostingsBuilder {
  private readonly dictionary = new DictionaryBuilder();
  private lexemes = new Int32Array(1 << 14);
  private meta = new Uint16Array(1 << 14);
  private positions = new Uint16Array(1 << 14);
  private logged = 0;
  private placed = 0;
  private readonly ends = new Int32Array(MOST_VACANCIES);
  private size = 0;

  /**
   * Adds a document as Postgres sends a tsvector: int32 number of lexemes; for each its bytes, a zero, uint16 number
   * of places, that many uint16 places (tsvectorsend of tsvector.c).
   */
  add(bytes: Buffer, from: number): void {
    const count = bytes.readInt32BE(from);
    if (this.logged + count > this.lexemes.length) {
      this.lexemes = grown(this.lexemes, this.logged + count);
      this.meta = grown(this.meta, this.logged + count);
    }
    let at = from + 4;
    for (let i = 0; i < count; i++) {
      this.lexemes[this.logged] = this.dictionary.internText(bytes, at);
      at = this.addPlaces(bytes, this.dictionary.end + 1);
    }
    this.ends[this.size++] = this.logged;
  }

  finish(): { dictionary: Dictionary; postings: Postings } {
    const dictionary = this.dictionary.finish();
    return { dictionary, postings: { ...this.scatter(dictionary.size), exact: exactLexemes(dictionary) } };
  }

  private addPlaces(bytes: Buffer, at: number): number {
    const sent = (bytes[at]! << 8) | bytes[at + 1]!;
    // The analyser emits 255 at most; Postgres itself keeps 256.
    const count = Math.min(sent, 255);
    if (this.placed + count > this.positions.length)
      this.positions = grown(this.positions, this.placed + count);
    let weights = 0;
    let place = at + 2;
    for (let i = 0; i < count; i++) {
      const value = (bytes[place]! << 8) | bytes[place + 1]!;
      this.positions[this.placed++] = value;
      weights |= 1 << (value >> 14);
      place += 2;
    }
    this.meta[this.logged++] = (weights << 8) | count;
    return at + 2 + 2 * sent;
  }

  /** A counting sort by lexeme: documents come in order, so every list comes out ascending. */
  private scatter(terms: number): Omit<Postings, 'exact'> {
    const { starts, placeStarts } = this.count(terms);
    const docs = sharedUint16(this.logged);
    const meta = sharedUint16(this.logged);
    const positions = sharedUint16(this.placed);
    const next = starts.slice(0, terms);
    let log = 0;
    let from = 0;
    for (let doc = 0; doc < this.size; doc++) {
      for (const end = this.ends[doc]!; log < end; log++) {
        const term = this.lexemes[log]!;
        const posting = next[term]!++;
        const packed = this.meta[log]!;
        docs[posting] = doc;
        meta[posting] = packed;
        let to = placeStarts[term]!;
        for (let left = packed & 0xff; left > 0; left--) positions[to++] = this.positions[from++]!;
        placeStarts[term] = to;
      }
    }
    return { starts, docs, meta, positions, blocks: blocksOf(meta) };
  }

  /** Where the postings, and where the positions, of each lexeme begin. */
  private count(terms: number): { starts: Int32Array; placeStarts: Int32Array } {
    const starts = sharedInt32(terms + 1);
    const placeStarts = new Int32Array(terms + 1);
    for (let log = 0; log < this.logged; log++) {
      const after = this.lexemes[log]! + 1;
      starts[after] = starts[after]! + 1;
      placeStarts[after] = placeStarts[after]! + (this.meta[log]! & 0xff);
    }
    for (let term = 0; term < terms; term++) {
      starts[term + 1] = starts[term + 1]! + starts[term]!;
      placeStarts[term + 1] = placeStarts[term + 1]! + placeStarts[term]!;
    }
    return { starts, placeStarts };
  }
}

function blocksOf(meta: Uint16Array): Int32Array {
  const blocks = sharedInt32((meta.length >> 4) + 1);
  let at = 0;
  for (let posting = 0; posting < meta.length; posting++) {
    if ((posting & 15) === 0) blocks[posting >> 4] = at;
    at += meta[posting]! & 0xff;
  }
  if ((meta.length & 15) === 0) blocks[meta.length >> 4] = at;
  return blocks;
}

/** Bytes read as Latin-1 sort as bytes, and strings sort several times faster than comparisons of our own. */
function exactLexemes({ size, arena, offsets }: Dictionary): Int32Array {
  const bytes = Buffer.from(arena.buffer, arena.byteOffset, arena.byteLength);
  const found: { text: string; term: number }[] = [];
  for (let term = 0; term < size; term++) {
    if (arena[offsets[term]!] !== EQUALS) continue;
    found.push({ text: bytes.toString('latin1', offsets[term], offsets[term + 1]), term });
  }
  found.sort((a, b) => (a.text < b.text ? -1 : 1));
  const exact = sharedInt32(found.length);
  for (const [i, { term }] of found.entries()) exact[i] = term;
  return exact;
}

const EQUALS = '='.charCodeAt(0);
