import { type Field, type Leaf, type Node, positiveLeaves, wordsOf } from './ast.js';
import { FIELDS, type Fields } from './document.js';
import type { Lexemes } from './lexemes.js';
import { type Token, tokens } from './tokens.js';

/** [start, end) in UTF-16 units, ascending, not touching one another's insides. */
export type Range = [start: number, end: number];

export interface FieldRanges {
  field: keyof Fields;
  ranges: Range[];
}

/**
 * Why a vacancy fits: the words of each field that the query names, fields without any left out. Of a phrase only the
 * places where it stands whole; nothing for what must not occur.
 */
export function why(node: Node | null, fields: Fields): FieldRanges[] {
  const leaves = node === null ? [] : positiveLeaves(node);
  return FIELDS.flatMap(({ name }) => {
    const asked = leaves.filter((leaf) => leaf.field === null || SPOKEN_OF[leaf.field].includes(name));
    if (asked.length === 0) return [];
    const found = tokens(fields[name]);
    const ranges = rangesOf(asked.flatMap((leaf) => marked(leaf, found)));
    return ranges.length === 0 ? [] : [{ field: name, ranges }];
  });
}

const SPOKEN_OF: Record<Field, (keyof Fields)[]> = {
  A: ['title'],
  B: ['company'],
  C: ['skills'],
  CD: ['skills', 'body'],
  AC: ['title', 'skills'],
};

/** The tokens that a leaf owes its fit to. */
function marked(leaf: Leaf, found: readonly Token[]): Token[] {
  const words = wordsOf(leaf);
  const hits = words.map((word) => found.filter((token) => says(token, word.lexeme, word.prefix)));
  if (leaf.kind === 'term') return hits[0]!;
  // Forth: what follows a chosen word at the right distance; then back: what leads to the end.
  for (const [i, gap] of leaf.gaps.entries()) {
    const before = placesOf(hits[i]!);
    hits[i + 1] = hits[i + 1]!.filter((token) => places(token).some((at) => before.has(at - gap)));
  }
  for (const [i, gap] of [...leaf.gaps.entries()].reverse()) {
    const after = placesOf(hits[i + 1]!);
    hits[i] = hits[i]!.filter((token) => places(token).some((at) => after.has(at + gap)));
  }
  return hits.flat();
}

const says = ({ lexemes, name }: Token, lexeme: string, prefix: boolean): boolean =>
  isOf(lexemes, lexeme, prefix) || (name !== null && isOf(name, lexeme, prefix));

function isOf({ stem, exact, extras, stop }: Lexemes, lexeme: string, prefix: boolean): boolean {
  if (stop) return false;
  return prefix ? exact.startsWith(lexeme) : stem === lexeme || exact === lexeme || extras.includes(lexeme);
}

const places = ({ position, near }: Token): number[] => (near === null ? [position] : [position, near]);
const placesOf = (found: readonly Token[]): Set<number> => new Set(found.flatMap(places));

function rangesOf(found: readonly Token[]): Range[] {
  const ends = new Map(found.map(({ start, end }) => [start, end]));
  return [...ends].sort(([a], [b]) => a - b);
}
