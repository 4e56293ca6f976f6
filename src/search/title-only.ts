import type { Node } from '../language/ast.js';
import { MAX_CHARACTERS } from '../language/parse.js';
import { unitsOf } from './query-units.js';

/** The same words asked of titles alone. What must not occur, and what names its own field, stays as it was. */
export function inTitle(node: Node): Node {
  if (node.kind === 'not') return node;
  if ('children' in node) return { ...node, children: node.children.map(inTitle) };
  return node.field === null ? { ...node, field: 'A' } : node;
}

/**
 * What a person would type for `inTitle`: «java -стажёр» → «title:java -стажёр». Null where it cannot be said so
 * plainly: a NOT stands inside brackets or beside an OR, or something is not closed.
 */
export function titleOnlyQuery(query: string): string | null {
  const units = unitsOf(query) ?? [];
  const wanted = units.filter(({ negated }) => !negated);
  const unwanted = units.filter(({ negated }) => negated);
  const nots = units.reduce((sum, unit) => sum + unit.nots, 0);
  const eitherOr = units.some(({ kind }) => kind === 'or');
  if (wanted.length === 0 || nots !== unwanted.length || (nots > 0 && eitherOr)) return null;
  const words = wanted.map(({ text }) => text).join(' ');
  const titled = wanted.length === 1 && wanted[0]!.bare ? `title:${words}` : `title:(${words})`;
  const rewritten = [titled, ...unwanted.map(({ text }) => text)].join(' ');
  return rewritten.length <= MAX_CHARACTERS ? rewritten : null;
}
