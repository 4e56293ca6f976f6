import { POSITION } from '../../../language/document.js';
import { ANYWHERE, type Plan } from './plan.js';
import type { Terms } from './terms.js';

/**
 * The plans of all texts side by side in plain numbers. As objects scattered over 400 MB they cost 11 µs an evaluation,
 * nearly all of it waiting for memory.
 *
 * A node is: kind, where it ends, and then for a term its number and weights, for a phrase its weights and a number and
 * an offset a word, for others their children.
 */
export class Programs {
  private readonly code: Int32Array;
  private readonly from: Int32Array;
  /** What each text must have, rarest first: most candidates lack the second rarest word. */
  private readonly musts: Int32Array;
  private readonly mustsFrom: Int32Array;
  private readonly enough: Uint8Array;

  constructor(plans: readonly (Plan | null)[], frequencyOf: (term: number) => number) {
    const [code, musts]: [number[], number[]] = [[], []];
    this.from = new Int32Array(plans.length);
    this.mustsFrom = new Int32Array(plans.length + 1);
    this.enough = Uint8Array.from(plans, (plan) => (plan === null || plan.enough ? 1 : 0));
    for (const [text, plan] of plans.entries()) {
      this.from[text] = code.length;
      if (plan !== null) {
        encode(plan, code);
        musts.push(...plan.musts.toSorted((a, b) => frequencyOf(a) - frequencyOf(b)));
      }
      this.mustsFrom[text + 1] = musts.length;
    }
    this.code = Int32Array.from(code);
    this.musts = Int32Array.from(musts);
  }

  /** Whether the present document fits a text: the same answer as language/fits. */
  fits(text: number, terms: Terms): boolean {
    const upto = this.mustsFrom[text + 1]!;
    for (let at = this.mustsFrom[text]!; at < upto; at++) {
      if (terms.seen[this.musts[at]!] !== terms.mark) return false;
    }
    return this.enough[text] === 1 || this.evaluate(this.from[text]!, terms);
  }

  private evaluate(at: number, terms: Terms): boolean {
    const { code } = this;
    const kind = code[at]!;
    if (kind === KINDS.term) return termFits(code, at, terms);
    if (kind === KINDS.phrase) return phraseFits(code, at, terms);
    if (kind === KINDS.not) return !this.evaluate(at + 2, terms);
    const wanted = kind === KINDS.or;
    const end = code[at + 1]!;
    for (let child = at + 2; child < end; child = code[child + 1]!) {
      if (this.evaluate(child, terms) === wanted) return wanted;
    }
    return !wanted;
  }
}

const KINDS = { term: 0, phrase: 1, and: 2, or: 3, not: 4 } as const satisfies Record<Plan['kind'], number>;

function encode({ kind, terms, offsets, weights, children }: Plan, code: number[]): void {
  const at = code.length;
  code.push(KINDS[kind], 0);
  if (kind === 'term') code.push(terms[0]!, weights);
  if (kind === 'phrase') code.push(weights, ...terms.flatMap((term, i) => [term, offsets[i]!]));
  for (const child of children) encode(child, code);
  code[at + 1] = code.length;
}

function termFits(code: Int32Array, at: number, { seen, mark, places }: Terms): boolean {
  const term = code[at + 2]!;
  const weights = code[at + 3]!;
  if (seen[term] !== mark) return false;
  if (weights === ANYWHERE) return true;
  for (const place of places[term]!) if ((weights >> (place >> 14)) & 1) return true;
  return false;
}

function phraseFits(code: Int32Array, at: number, { seen, mark, places }: Terms): boolean {
  const end = code[at + 1]!;
  const weights = code[at + 2]!;
  for (let word = at + 3; word < end; word += 2) if (seen[code[word]!] !== mark) return false;
  for (const place of places[code[at + 3]!]!) {
    if (((weights >> (place >> 14)) & 1) === 0) continue;
    const first = place & POSITION;
    let word = at + 5;
    while (word < end && stands(places[code[word]!]!, first + code[word + 1]!, weights)) word += 2;
    if (word >= end) return true;
  }
  return false;
}

function stands(places: readonly number[], position: number, weights: number): boolean {
  for (const place of places) {
    if ((place & POSITION) === position && (weights >> (place >> 14)) & 1) return true;
  }
  return false;
}
