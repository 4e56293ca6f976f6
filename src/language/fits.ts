import type { Field, Node, Phrase, Word } from './ast.js';
import { type Document, POSITION } from './document.js';

/** Whether an analysed vacancy fits: the same answer as `document @@ tsquery` in Postgres. No words fit anything. */
export function fits(node: Node | null, document: Document): boolean {
  if (node === null) return true;
  if (node.kind === 'not') return !fits(node.child, document);
  if ('children' in node) {
    const test = (child: Node): boolean => fits(child, document);
    return node.kind === 'and' ? node.children.every(test) : node.children.some(test);
  }
  if (node.kind === 'phrase') return phraseEnds(node, document).length > 0;
  return positions(node, node.field, document).length > 0;
}

/** The positions at which a phrase ends. */
function phraseEnds({ words, gaps, field }: Phrase, document: Document): number[] {
  let ends = positions(words[0]!, field, document);
  for (const [i, gap] of gaps.entries()) {
    const wanted = new Set(ends.map((position) => position + gap));
    ends = positions(words[i + 1]!, field, document).filter((position) => wanted.has(position));
  }
  return ends;
}

function positions({ lexeme, prefix }: Word, field: Field | null, document: Document): number[] {
  const places = prefix ? placesOfPrefix(lexeme, document) : (document.get(lexeme) ?? []);
  const wanted = field === null ? places : places.filter((place) => WEIGHTS[field].includes(place >> 14));
  return wanted.map((place) => place & POSITION);
}

const placesOfPrefix = (prefix: string, document: Document): number[] =>
  [...document].flatMap(([lexeme, places]) => (lexeme.startsWith(prefix) ? places : []));

const WEIGHTS: Record<Field, number[]> = { A: [3], B: [2], C: [1], CD: [1, 0], AC: [3, 1] };
