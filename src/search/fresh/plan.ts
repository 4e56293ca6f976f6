import type { Field } from '../../language/ast.js';
import { hashBytes } from './bytes.js';

/** A lexeme as bytes [start, end) of the key that it was read from, with their hash. */
export interface PlanWord {
  start: number;
  end: number;
  hash: number;
  prefix: boolean;
  /** Its number in the segment that is being asked, -1 where that has no such lexeme; set by the evaluator. */
  term: number;
}

/**
 * A query ready to be asked of a segment. `mask` has a bit a weight (bit 3 A … bit 0 D); `from`, `to` is its own key.
 * `most`: no more vacancies of the segment that is being asked can fit; set by the evaluator, as `term` is.
 */
export type Plan = { most: number; from: number; to: number } & (
  | { kind: 'term'; word: PlanWord; mask: number }
  | { kind: 'phrase'; words: PlanWord[]; gaps: number[]; mask: number }
  | { kind: 'and' | 'or'; children: Plan[] }
  | { kind: 'not'; child: Plan }
);

export const ANY_WEIGHT = 0b1111;

/** A plan and the bytes that its words point into. */
export interface KeyedPlan {
  bytes: Uint8Array;
  plan: Plan;
}

/** The plan of a canonical text (`ReadSearch.textKey`; language/canon.ts writes it). */
export function planOf(textKey: string): KeyedPlan {
  const bytes = Buffer.from(textKey);
  return { bytes, plan: readPlan(bytes, 0, bytes.length) };
}

/** Reads the canonical text at bytes [start, end): as it stands in the table, no string is made of it. */
export function readPlan(bytes: Uint8Array, start: number, end: number): Plan {
  const reader = new KeyReader(bytes.subarray(0, end), start);
  const plan = reader.node();
  if (reader.at !== end) throw new Error('A canonical text has more than one end.');
  return plan;
}

const code = (character: string): number => character.charCodeAt(0);
const [AND, OR, NOT, OPEN, CLOSE, COMMA] = [...'&|!(),'].map(code);
const [QUOTE, LESS, MORE, STAR, COLON] = [...'"<>*:'].map(code);
const ENDS_LEXEME = new Set([OPEN, CLOSE, COMMA, QUOTE, LESS, MORE, STAR, COLON]);
const ENDS = Uint8Array.from({ length: 256 }, (_, byte) => (ENDS_LEXEME.has(byte) ? 1 : 0));

const MASKS: Record<Field, number> = { A: 0b1000, B: 0b0100, C: 0b0010, AC: 0b1010, CD: 0b0011 };

class KeyReader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  node(): Plan {
    const { bytes, at: from } = this;
    if (bytes[from + 1] !== OPEN) return this.leaf(from);
    const sign = bytes[from];
    this.at = from + 2;
    const children = [this.node()];
    while (bytes[this.at] === COMMA) {
      this.at++;
      children.push(this.node());
    }
    this.expect(CLOSE!);
    const to = this.at;
    if (sign === NOT) return { kind: 'not', child: children[0]!, most: 0, from, to };
    if (sign !== AND && sign !== OR) throw new Error('A canonical text has an unknown operator.');
    return { kind: sign === AND ? 'and' : 'or', children, most: 0, from, to };
  }

  private leaf(from: number): Plan {
    const mask = this.field();
    if (this.bytes[this.at] !== QUOTE) {
      const word = this.word();
      return { kind: 'term', word, mask, most: 0, from, to: this.at };
    }
    this.at++;
    const words = [this.word()];
    const gaps: number[] = [];
    while (this.bytes[this.at] === LESS) {
      gaps.push(this.gap());
      words.push(this.word());
    }
    this.expect(QUOTE!);
    return { kind: 'phrase', words, gaps, mask, most: 0, from, to: this.at };
  }

  /** «A:» before a leaf; a lexeme has no colon and no capital. */
  private field(): number {
    const length = this.bytes[this.at + 1] === COLON ? 1 : this.bytes[this.at + 2] === COLON ? 2 : 0;
    if (length === 0) return ANY_WEIGHT;
    const name = String.fromCharCode(...this.bytes.subarray(this.at, this.at + length));
    this.at += length + 1;
    return MASKS[name as Field];
  }

  private word(): PlanWord {
    const { bytes, at: start } = this;
    let end = start;
    while (end < bytes.length && ENDS[bytes[end]!] === 0) end++;
    const prefix = bytes[end] === STAR;
    this.at = prefix ? end + 1 : end;
    return { start, end, hash: hashBytes(bytes, start, end), prefix, term: -1 };
  }

  private gap(): number {
    let gap = 0;
    for (this.at++; this.bytes[this.at] !== MORE; this.at++) gap = gap * 10 + this.bytes[this.at]! - 48;
    this.at++;
    return gap;
  }

  private expect(byte: number): void {
    if (this.bytes[this.at] !== byte) throw new Error('A canonical text ends too early.');
    this.at++;
  }
}
