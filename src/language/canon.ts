import type { Leaf, Node } from './ast.js';

/** Flattens, drops repeats, double NOT and single children; keeps the order of writing. */
export function simplify(node: Node): Node {
  if (node.kind === 'not') {
    const child = simplify(node.child);
    return child.kind === 'not' ? child.child : { kind: 'not', child };
  }
  if (!('children' in node)) return node;
  const { kind } = node;
  const flat = node.children
    .map(simplify)
    .flatMap((child) => (child.kind === kind ? child.children : [child]));
  const seen = new Set<string>();
  const children = flat.filter((child) => seen.size < seen.add(key(child)).size);
  return children.length === 1 ? children[0]! : { kind, children };
}

/**
 * The canonical form: one for all texts that mean the same by order, case, ё, repeats or the language of operators.
 * «разработчик java» and «Java Разработчик» are both `&(java,разработчик)`.
 */
export const canon = (node: Node): Node => sorted(simplify(node));

/**
 * A canonical (or simplified) form as text: `&(…)`, `|(…)`, `!(…)`, `"a<1>b"`, `A:k`, `=pre*`. No sign of it occurs in a lexeme
 * (see normalise.ts), so different forms have different keys.
 */
export function key(node: Node): string {
  if (node.kind === 'not') return `!(${key(node.child)})`;
  if (!('children' in node)) return leafKey(node);
  const sign = node.kind === 'and' ? '&' : '|';
  return `${sign}(${node.children
    .map((child) => key(child))
    .sort(bytewise)
    .join(',')})`;
}

/**
 * Whether the text names something that a fitting vacancy must have. «NOT водитель» and «водитель OR NOT повар» fit
 * nearly every vacancy there is; they are refused as alerts.
 */
export function isSafe(node: Node): boolean {
  if (node.kind === 'not') return false;
  if (node.kind === 'and') return node.children.some(isSafe);
  return node.kind === 'or' ? node.children.every(isSafe) : true;
}

function sorted(node: Node): Node {
  if (node.kind === 'not') return { kind: 'not', child: sorted(node.child) };
  if (!('children' in node)) return node;
  const children = node.children.map(sorted);
  return { kind: node.kind, children: children.sort((a, b) => bytewise(key(a), key(b))) };
}

function leafKey(leaf: Leaf): string {
  const field = leaf.field === null ? '' : `${leaf.field}:`;
  const words = (leaf.kind === 'term' ? [leaf] : leaf.words).map(
    (word) => word.lexeme + (word.prefix ? '*' : ''),
  );
  if (leaf.kind === 'term') return field + words[0];
  const steps = leaf.gaps.map((gap, i) => `<${gap}>${words[i + 1]}`);
  return `${field}"${words[0]}${steps.join('')}"`;
}

const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
