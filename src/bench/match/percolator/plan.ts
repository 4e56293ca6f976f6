import type { Field, Leaf, Node } from '../../../language/ast.js';
import { wordsOf } from '../../../language/ast.js';
import { POSITION } from '../../../language/document.js';
import type { Terms } from './terms.js';

/** A text made ready to be asked of many documents; one shape for all kinds keeps the evaluation in one compiled form. */
export interface Plan {
  kind: 'term' | 'phrase' | 'and' | 'or' | 'not';
  /** The terms of a leaf. */
  terms: number[];
  /** How far behind the first of them each stands. */
  offsets: number[];
  /** The weights where a leaf may stand, a bit each. */
  weights: number;
  children: Plan[];
  /** One of these is in every document that fits; null where nothing need be. */
  required: number[] | null;
  /** Documents that have one of `required`. */
  frequency: number;
}

/** How many documents have a term. */
export type FrequencyOf = (term: number) => number;

/** Compiles a text; the children of an AND come rarest first, for most documents lack them. */
export function compile(node: Node, terms: Terms, frequencyOf: FrequencyOf): Plan {
  if (node.kind === 'not') {
    return { ...EMPTY, kind: 'not', children: [compile(node.child, terms, frequencyOf)] };
  }
  if (!('children' in node)) return leafPlan(node, terms, frequencyOf);
  const children = node.children.map((child) => compile(child, terms, frequencyOf));
  children.sort((a, b) => a.frequency - b.frequency);
  if (node.kind === 'and') {
    const [rarest] = children;
    return { ...EMPTY, kind: 'and', children, required: rarest!.required, frequency: rarest!.frequency };
  }
  const all = children.map(({ required }) => required);
  const required = all.some((each) => each === null) ? null : [...new Set(all.flatMap((each) => each!))];
  return { ...EMPTY, kind: 'or', children, ...costOf(required, frequencyOf) };
}

const EMPTY = {
  terms: [],
  offsets: [],
  weights: 0,
  children: [],
  required: null,
  frequency: Number.POSITIVE_INFINITY,
};

const costOf = (required: number[] | null, frequencyOf: FrequencyOf) => ({
  required,
  frequency:
    required === null ? Number.POSITIVE_INFINITY : required.reduce((sum, term) => sum + frequencyOf(term), 0),
});

const ANYWHERE = 0b1111;
// As Postgres numbers the weights: A 3, B 2, C 1, D 0.
const WEIGHTS: Record<Field, number> = { A: 0b1000, B: 0b0100, C: 0b0010, CD: 0b0011 };

function leafPlan(leaf: Leaf, terms: Terms, frequencyOf: FrequencyOf): Plan {
  const numbers = wordsOf(leaf).map((word) => terms.numberOf(word));
  const offsets = [0];
  for (const gap of leaf.kind === 'phrase' ? leaf.gaps : []) offsets.push(offsets.at(-1)! + gap);
  const rarest = numbers.reduce((a, b) => (frequencyOf(b) < frequencyOf(a) ? b : a));
  return {
    kind: leaf.kind,
    terms: numbers,
    offsets,
    weights: leaf.field === null ? ANYWHERE : WEIGHTS[leaf.field],
    children: [],
    ...costOf([rarest], frequencyOf),
  };
}

/** Whether the present document fits: the same answer as language/fits. */
export function fitsPresent(plan: Plan, terms: Terms): boolean {
  if (plan.kind === 'term') return termFits(plan, terms);
  if (plan.kind === 'phrase') return phraseFits(plan, terms);
  if (plan.kind === 'not') return !fitsPresent(plan.children[0]!, terms);
  const wanted = plan.kind === 'or';
  for (const child of plan.children) if (fitsPresent(child, terms) === wanted) return wanted;
  return !wanted;
}

function termFits({ terms: [term], weights }: Plan, terms: Terms): boolean {
  if (terms.seen[term!] !== terms.mark) return false;
  if (weights === ANYWHERE) return true;
  for (const place of terms.places[term!]!) if ((weights >> (place >> 14)) & 1) return true;
  return false;
}

function phraseFits({ terms: words, offsets, weights }: Plan, terms: Terms): boolean {
  for (const word of words) if (terms.seen[word] !== terms.mark) return false;
  for (const place of terms.places[words[0]!]!) {
    if (((weights >> (place >> 14)) & 1) === 0) continue;
    let at = 1;
    while (at < words.length && stands(terms.places[words[at]!]!, (place & POSITION) + offsets[at]!, weights))
      at++;
    if (at === words.length) return true;
  }
  return false;
}

function stands(places: readonly number[], position: number, weights: number): boolean {
  for (const place of places) {
    if ((place & POSITION) === position && (weights >> (place >> 14)) & 1) return true;
  }
  return false;
}
