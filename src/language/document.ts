import type { Lexemes } from './lexemes.js';
import { type Token, tokens } from './tokens.js';

/**
 * Names the analyser: which lexemes a text gives, and where. Every stored vacancy names the one that read it; where that
 * is another, the next run of collect reads it anew (collect/reanalyse.ts). Any change of a document's lexemes changes
 * it. The ids of searches do not depend on it: see CANONICAL_VERSION in hash.ts.
 */
export const ANALYSER_VERSION = 'v2';

/** The searchable texts of a vacancy, plain: HTML stripped, entities decoded. */
export interface Fields {
  title: string;
  company: string;
  skills: string;
  body: string;
}

/**
 * Lexeme → its places, each `weight << 14 | position` as Postgres stores them (weight A 3, B 2, C 1, D 0; position
 * 1–16,282), ascending.
 */
export type Document = ReadonlyMap<string, readonly number[]>;

/** The fields in the order of their positions, with their weights. */
export const FIELDS = [
  { name: 'title', weight: 3 },
  { name: 'company', weight: 2 },
  { name: 'skills', weight: 1 },
  { name: 'body', weight: 0 },
] as const satisfies { name: keyof Fields; weight: number }[];

/** The skills of a vacancy as the one text that is analysed and highlighted. */
export const skillsText = (skills: readonly string[]): string => skills.join(', ');

/** The same with the words of the body, where somebody has read them already. */
export type AnalysedFields = Omit<Fields, 'body'> & { body: string | readonly Token[] };

/**
 * Analyses a vacancy. What Postgres would clamp or refuse is left out here, so that both sides agree: it moves
 * positions beyond 16,383 onto 16,383, keeps 256 of a lexeme, and refuses a tsvector of 1 MB.
 */
export const analyse = (fields: AnalysedFields): Document =>
  // Counting bytes is a fifth of the work, and hardly any vacancy comes near the limit: three a character is the most.
  build(fields, (lexeme) => lexeme.length * 3) ?? build(fields, Buffer.byteLength, true)!;

/** The document; null where it may be cut though it is perhaps small enough, so that it has to be counted exactly. */
function build(
  fields: AnalysedFields,
  bytesOf: (lexeme: string) => number,
  isExact = false,
): Document | null {
  const document = new Map<string, number[]>();
  let bytes = 0;
  const add = (lexeme: string, place: number): void => {
    const places = document.get(lexeme);
    bytes += 2;
    if (places === undefined) {
      bytes += bytesOf(lexeme) + OVERHEAD_BYTES;
      document.set(lexeme, [place]);
    } else if (places.length < MAX_PLACES) insert(places, place);
  };
  const put = ({ stem, exact, extras }: Lexemes, place: number): void => {
    add(stem, place);
    add(exact, place);
    for (const extra of extras) add(extra, place);
  };
  let base = 0;
  for (const { name, weight } of FIELDS) {
    const given = fields[name];
    const found = typeof given === 'string' ? tokens(given, MAX_TOKENS) : given.slice(0, MAX_TOKENS);
    for (const token of found) {
      if (bytes > MAX_BYTES && !isExact) return null;
      if (base + token.position > MAX_POSITION || bytes > MAX_BYTES) return document;
      emit(token, { base, weight }, put);
    }
    base += found.length + GAP;
  }
  return document;
}

/** The document as a literal to be cast `::tsvector`. */
export function toTsvector(document: Document): string {
  let literal = '';
  for (const [lexeme, places] of document) {
    let sign = ':';
    literal += quoteLexeme(lexeme);
    for (const place of places) {
      literal += sign + (place & POSITION) + LETTERS[place >> 14];
      sign = ',';
    }
    literal += ' ';
  }
  return literal;
}

/** A lexeme as both `::tsvector` and `::tsquery` read it. */
export const quoteLexeme = (lexeme: string): string =>
  lexeme.includes("'") || lexeme.includes('\\') ? `'${lexeme.replace(/['\\]/g, '$&$&')}'` : `'${lexeme}'`;

/** The bits of a place that are its position. */
export const POSITION = 0x3fff;

// No phrase reaches from one field into the next: its steps are shorter (see leaves.ts).
export const GAP = 100;
export const MAX_TOKENS = 8_000;
export const MAX_POSITION = 16_282;
export const MAX_PLACES = 255;
export const MAX_BYTES = 900_000;
// Postgres counts a lexeme's padding and the number of its places too.
export const OVERHEAD_BYTES = 3;
const LETTERS = ['', 'C', 'B', 'A'];

type Put = (lexemes: Lexemes, place: number) => void;

/** Puts what a word says to where it stands. */
export function emit(token: Token, { base, weight }: { base: number; weight: number }, put: Put): void {
  const { position, near, lexemes, name } = token;
  if (lexemes.stop) return;
  const place = (weight << 14) | (base + position);
  put(lexemes, place);
  if (name !== null) put(name, place);
  if (near === null || near === position) return;
  const second = (weight << 14) | (base + near);
  put(lexemes, second);
  if (name !== null) put(name, second);
}

/** Places nearly always arrive in order; only a licence letter's second place looks back. */
function insert(places: number[], place: number): void {
  const last = places[places.length - 1]!;
  if (last === place) return;
  if ((last & POSITION) < (place & POSITION)) {
    places.push(place);
    return;
  }
  const before = places.findLastIndex((other) => (other & POSITION) <= (place & POSITION));
  if (places[before] !== place) places.splice(before + 1, 0, place);
}
