import type { Field, Leaf, Node } from '../../../language/ast.js';
import { wordsOf } from '../../../language/ast.js';
import type { Terms } from './terms.js';

/** A text in numbered terms, and what is known of the documents that fit it. */
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
  /** All of these are in every document that fits; `enough` where a document that has them all does fit. */
  musts: number[];
  enough: boolean;
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
    const musts = [...new Set(children.flatMap((child) => child.musts))];
    const enough = children.every((child) => child.enough);
    const { required, frequency } = rarest!;
    return { ...EMPTY, kind: 'and', children, required, frequency, musts, enough };
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
  musts: [],
  enough: false,
};

const costOf = (required: number[] | null, frequencyOf: FrequencyOf) => ({
  required,
  frequency:
    required === null ? Number.POSITIVE_INFINITY : required.reduce((sum, term) => sum + frequencyOf(term), 0),
});

/** All weights. */
export const ANYWHERE = 0b1111;
// As Postgres numbers the weights: A 3, B 2, C 1, D 0.
const WEIGHTS: Record<Field, number> = { A: 0b1000, B: 0b0100, C: 0b0010, AC: 0b1010, CD: 0b0011 };

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
    musts: [...new Set(numbers)],
    enough: leaf.kind === 'term' && leaf.field === null,
  };
}
