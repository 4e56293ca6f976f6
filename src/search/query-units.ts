import { type Piece, scanQuery } from '../language/scan-query.js';

/** What stands for itself in a query: a word, a phrase or a pair of brackets with the signs before it, or an operator. */
export interface Unit {
  kind: 'part' | 'and' | 'or';
  /** As typed. */
  text: string;
  /** A word or phrase and nothing besides. */
  bare: boolean;
  /** Must not occur. */
  negated: boolean;
  /** How many NOTs it holds, its own among them. */
  nots: number;
}

/** The units of a query in their order; null where something is not closed, so that no unit can be moved. */
export function unitsOf(query: string): Unit[] | null {
  const { pieces, warnings } = scanQuery(query);
  if (warnings.some(({ code }) => UNCLOSED.has(code))) return null;
  const units: Unit[] = [];
  let current: Piece[] = [];
  let depth = 0;
  for (const piece of pieces) {
    current.push(piece);
    if (piece.kind === 'open') depth++;
    if (piece.kind === 'close') depth--;
    if (depth > 0 || SIGNS.has(piece.kind)) continue;
    units.push(unitOf(query, current));
    current = [];
  }
  return current.length === 0 ? units : null;
}

const UNCLOSED = new Set<string>(['unclosed-quote', 'unclosed-bracket', 'stray-bracket', 'too-deep']);
const SIGNS = new Set<Piece['kind']>(['not', 'exact', 'field']);

function unitOf(query: string, pieces: readonly Piece[]): Unit {
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  const operator = first.kind === 'and' || first.kind === 'or' ? first.kind : null;
  const operand = pieces.findIndex(({ kind }) => !SIGNS.has(kind));
  return {
    kind: operator ?? 'part',
    text: query.slice(first.at, last.at + last.len),
    bare: pieces.length === 1 && operator === null,
    negated: pieces.slice(0, operand).some(({ kind }) => kind === 'not'),
    nots: pieces.filter(({ kind }) => kind === 'not').length,
  };
}
