/**
 * Where a word must stand, in the letters of Postgres' weights: title A, company B, skills C, skills or body CD. Title or
 * skills, AC, is asked for ranking alone: nobody can type it.
 */
export type Field = 'A' | 'B' | 'C' | 'CD' | 'AC';

/** A lexeme of the analyser; with `prefix`, any lexeme that begins so (always an exact one: '=разраб'). */
export interface Word {
  lexeme: string;
  prefix: boolean;
}

/** One word. `written` is what the person typed, for showing; it is no part of the meaning. */
export interface Term extends Word {
  kind: 'term';
  field: Field | null;
  written: string;
}

/** Words at exact distances: `gaps[i]` positions from word i to word i + 1. */
export interface Phrase {
  kind: 'phrase';
  words: Word[];
  gaps: number[];
  field: Field | null;
  written: string;
}

export type Leaf = Term | Phrase;
export type Node =
  | Leaf
  | { kind: 'and'; children: Node[] }
  | { kind: 'or'; children: Node[] }
  | { kind: 'not'; child: Node };

/** Joins what is there: nothing gives null, one stays itself. */
export function join(kind: 'and' | 'or', nodes: readonly (Node | null)[]): Node | null {
  const children = nodes.filter((node) => node !== null);
  return children.length > 1 ? { kind, children } : (children[0] ?? null);
}

/** The leaves that a fitting document can owe its fit to: those not under an odd number of NOTs. */
export function positiveLeaves(node: Node, positive = true): Leaf[] {
  if (node.kind === 'not') return positiveLeaves(node.child, !positive);
  if ('children' in node) return node.children.flatMap((child) => positiveLeaves(child, positive));
  return positive ? [node] : [];
}

/** The words of a leaf: one for a term. */
export const wordsOf = (leaf: Leaf): readonly Word[] => (leaf.kind === 'term' ? [leaf] : leaf.words);
