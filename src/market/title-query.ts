import type { Node } from '../language/ast.js';
import { canon, key } from '../language/canon.js';
import type { Filters } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import { toTsquery } from '../language/tsquery.js';
import type { Asked } from '../search/fresh/fresh-index.js';

/**
 * What a profession pays is asked of the vacancies that name it in the title, not of those that mention it in passing:
 * a word that names no field of its own is looked for in the title. Null where the search has no words.
 */
export function titleQuery(search: { query: string; filters: Partial<Filters> }): string | null {
  const { ast } = readSearch(search);
  return ast === null ? null : toTsquery(inTitle(ast));
}

/** The same for an index of titles, companies and skills; null where the search names the text of vacancies. */
export function titleAsked(search: { query: string; filters: Partial<Filters> }): Asked | null {
  const { ast, filters } = readSearch(search);
  if (ast === null) return { textKey: '', filters };
  return namesBody(ast) ? null : { textKey: key(canon(inTitle(ast))), filters };
}

function namesBody(node: Node): boolean {
  if (node.kind === 'not') return namesBody(node.child);
  return 'children' in node ? node.children.some(namesBody) : node.field === 'CD';
}

function inTitle(node: Node): Node {
  if (node.kind === 'not') return { kind: 'not', child: inTitle(node.child) };
  if ('children' in node) return { ...node, children: node.children.map(inTitle) };
  return { ...node, field: node.field ?? 'A' };
}
