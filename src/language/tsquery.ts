import type { Node, Word } from './ast.js';
import { quoteLexeme } from './document.js';

/** The query as a literal to be cast `::tsquery`, over the lexemes of `toTsvector`. */
export function toTsquery(node: Node): string {
  if (node.kind === 'not') return `!(${toTsquery(node.child)})`;
  if ('children' in node) {
    const operator = node.kind === 'and' ? ' & ' : ' | ';
    return `(${node.children.map(toTsquery).join(operator)})`;
  }
  const weights = node.field ?? '';
  if (node.kind === 'term') return operand(node, weights);
  const steps = node.words.slice(1).map((word, i) => ` <${node.gaps[i]}> ${operand(word, weights)}`);
  return `(${operand(node.words[0]!, weights)}${steps.join('')})`;
}

function operand({ lexeme, prefix }: Word, weights: string): string {
  const flags = (prefix ? '*' : '') + weights;
  return quoteLexeme(lexeme) + (flags === '' ? '' : `:${flags}`);
}
