import type { Dictionary } from './dictionary.js';

/**
 * Up to 65,536 vacancies, indexed: who has which lexeme where, and what filters ask. Vacancies are ordinals 0, 1, … in
 * the order they were added. Flat arrays in shared memory: a thread that is handed them reads the same index.
 */
export interface Segment {
  /** How many vacancies. */
  size: number;
  dictionary: Dictionary;
  postings: Postings;
  facts: Facts;
  places: Places;
}

export const MOST_VACANCIES = 65_536;

/**
 * Which vacancies have a lexeme, by lexeme: those of number t are postings [starts[t], starts[t + 1]), ascending.
 * 6.7 bytes a posting with its positions.
 */
export interface Postings {
  starts: Int32Array;
  /** Ordinals. */
  docs: Uint16Array;
  /** Which weights occur (bit 3 A, bit 0 D) in bits 8–11, how many positions (at most 255) in bits 0–7. */
  meta: Uint16Array;
  /** Postgres' own words, weight << 14 | position, of one posting after another. */
  positions: Uint16Array;
  /** Where the positions of postings 0, 16, 32, … begin: the rest is counted from there. */
  blocks: Int32Array;
  /** The exact lexemes ('=…') in the order of their bytes: a prefix is a stretch of it. */
  exact: Int32Array;
}

/** What filters, counts and lists ask of a vacancy, by ordinal. */
export interface Facts {
  id: Float64Array;
  seq: Float64Array;
  cluster: Float64Array;
  /** `vacancy.changed_in`: the version that stands here. */
  changedIn: Float64Array;
  /** Microseconds since 1970. */
  firstSeen: Float64Array;
  /** Roubles a month: the greater end, and the point that statistics count; NO_NUMBER where not stated. */
  pay: Int32Array;
  point: Int32Array;
  /** NO_NUMBER where there is none. */
  employer: Int32Array;
  /** One bit a value of experience, schedule, employment; AGENCY. See traits.ts. */
  traits: Int32Array;
  /** `vacancy.standing`: who of the copies of a job stands for it. */
  standing: Uint8Array;
  /** OPEN, CLOSED or GONE; the only array that changes after it was made. */
  state: Uint8Array;
}

/** Cities by vacancy and vacancies by city. A city is its id in the catalogue, or -1 - n for name number n. */
export interface Places {
  /** Those of ordinal d are codes [starts[d], starts[d + 1]), in the vacancy's own order. */
  starts: Int32Array;
  codes: Int32Array;
  /** `city_key`s, as -1 - n; a vacancy may have ids and a name. */
  names: string[];
  /** Distinct codes, ascending, and their vacancies: those of known[i] are docs [knownStarts[i], knownStarts[i + 1]). */
  known: Int32Array;
  knownStarts: Int32Array;
  docs: Uint16Array;
}

export const NO_NUMBER = -0x80000000;

export const OPEN = 0;
export const CLOSED = 1;
/** Replaced by a newer version of the same vacancy, or left the window. */
export const GONE = 2;

/** Where the positions of a posting begin in `positions`. */
export function positionsOf({ blocks, meta }: Postings, posting: number): number {
  let at = blocks[posting >> 4]!;
  for (let before = posting & ~15; before < posting; before++) at += meta[before]! & 0xff;
  return at;
}

/** The memory of a segment in bytes. */
export function bytesOf({ dictionary, postings, facts, places }: Segment): number {
  const parts: Record<string, unknown>[] = [{ ...dictionary }, { ...postings }, { ...facts }, { ...places }];
  return parts
    .flatMap((part) => Object.values(part))
    .reduce<number>((sum, value) => sum + (ArrayBuffer.isView(value) ? value.byteLength : 0), 0);
}

/** The code of a city by its name, or null where no vacancy of the segment names it. */
export function codeOfName({ names }: Places, name: string): number | null {
  const number = names.indexOf(name);
  return number === -1 ? null : -1 - number;
}

/** The vacancies of one city, ascending. */
export function docsOfPlace({ known, knownStarts, docs }: Places, code: number): Uint16Array {
  let [low, high] = [0, known.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (known[middle]! < code) low = middle + 1;
    else high = middle;
  }
  return known[low] === code ? docs.subarray(knownStarts[low], knownStarts[low + 1]) : NONE;
}

const NONE = new Uint16Array(0);
