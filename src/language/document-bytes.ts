import {
  type AnalysedFields,
  analyse,
  emit,
  FIELDS,
  GAP,
  MAX_BYTES,
  MAX_PLACES,
  MAX_POSITION,
  MAX_TOKENS,
  OVERHEAD_BYTES,
  POSITION,
} from './document.js';
import type { Lexemes } from './lexemes.js';
import { doubled, Terms } from './terms.js';
import { tokens } from './tokens.js';
import { toTsvectorBytes } from './tsvector-bytes.js';

/**
 * The same bytes as `toTsvectorBytes(analyse(fields))`, which made a map of 280 lists of places a vacancy and took four
 * times as long. What comes near a limit of Postgres' goes that way still, for there something has to be left out.
 */
export function documentBytes(fields: AnalysedFields): Buffer {
  const words = new WordPlaces();
  return (words.take(fields) ? words.finish() : null) ?? toTsvectorBytes(analyse(fields));
}

// Room for one document at a time.
const terms = new Terms();
let eventTerms = new Int32Array(4096);
let eventPlaces = new Int32Array(4096);
let stamps = new Int32Array(4096);
let locals = new Int32Array(4096);
let found = new Int32Array(1024);
let counts = new Int32Array(1024);
let stamp = 0;

/** What one document says: in the order of its words the terms, each by its number in this document, and their places. */
class WordPlaces {
  private events = 0;
  private distinct = 0;
  private bytes = 4;

  constructor() {
    terms.begin();
    stamp++;
  }

  /** False where something has to be left out. */
  take(fields: AnalysedFields): boolean {
    const put = (lexemes: Lexemes, place: number): void => {
      this.add(terms.stemOf(lexemes), place);
      this.add(terms.exactOf(lexemes), place);
      for (const extra of lexemes.extras) this.add(terms.numberOf(extra), place);
    };
    let base = 0;
    for (const { name, weight } of FIELDS) {
      const given = fields[name];
      const words = typeof given === 'string' ? tokens(given, MAX_TOKENS) : given;
      if (words.length > MAX_TOKENS || base + words.length > MAX_POSITION) return false;
      for (const token of words) emit(token, { base, weight }, put);
      base += words.length + GAP;
    }
    return this.bytes <= MAX_BYTES;
  }

  /** Null where a lexeme has more places than are kept. */
  finish(): Buffer | null {
    if (!sortPlaces(this.events, this.distinct)) return null;
    const out = this.bytes <= scratch.length ? scratch : Buffer.allocUnsafe(this.bytes);
    let at = out.writeInt32BE(this.distinct, 0);
    for (let local = 0; local < this.distinct; local++) {
      at = terms.write(found[local]!, out, at);
      out[at] = 0;
      at = writePlaces(local, out, at + 1);
    }
    return Buffer.from(out.subarray(0, at));
  }

  private add(term: number, place: number): void {
    if (this.events === eventTerms.length) {
      [eventTerms, eventPlaces, sorted] = [doubled(eventTerms), doubled(eventPlaces), doubled(sorted)];
    }
    eventTerms[this.events] = this.localOf(term);
    eventPlaces[this.events++] = place;
    this.bytes += 2;
  }

  private localOf(term: number): number {
    while (term >= stamps.length) [stamps, locals] = [doubled(stamps), doubled(locals)];
    if (stamps[term] === stamp) {
      const local = locals[term]!;
      counts[local]!++;
      return local;
    }
    if (this.distinct === found.length) [found, counts] = [doubled(found), doubled(counts)];
    stamps[term] = stamp;
    locals[term] = this.distinct;
    found[this.distinct] = term;
    counts[this.distinct] = 1;
    this.bytes += terms.lengthOf(term) + OVERHEAD_BYTES;
    return this.distinct++;
  }
}

let sorted = new Int32Array(4096);
const scratch = Buffer.allocUnsafe(256 * 1024);

/** Lays the places of each term together, in the order that they came; `counts` then says where those of each end. */
function sortPlaces(events: number, distinct: number): boolean {
  let end = 0;
  for (let local = 0; local < distinct; local++) {
    const size = counts[local]!;
    if (size > MAX_PLACES) return false;
    counts[local] = end;
    end += size;
  }
  for (let i = 0; i < events; i++) sorted[counts[eventTerms[i]!]!++] = eventPlaces[i]!;
  return true;
}

/** How many places, and each of them once, ascending. */
function writePlaces(local: number, out: Buffer, start: number): number {
  const [from, to] = [local === 0 ? 0 : counts[local - 1]!, counts[local]!];
  let at = start + 2;
  let before = -1;
  for (let i = from; i < to; i++) {
    const place = sorted[i]!;
    if ((place & POSITION) < (before & POSITION) && before >= 0) {
      // A licence letter's second place looks back.
      sorted.subarray(from, to).sort((a, b) => (a & POSITION) - (b & POSITION));
      return writePlaces(local, out, start);
    }
    if (place === before) continue;
    out[at] = place >> 8;
    out[at + 1] = place;
    at += 2;
    before = place;
  }
  const size = (at - start - 2) / 2;
  out[start] = size >> 8;
  out[start + 1] = size;
  return at;
}
