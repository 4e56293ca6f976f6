import { type Node, wordsOf } from './ast.js';
import { parse } from './parse.js';
import { tokens } from './tokens.js';

/**
 * Whether a search would find nothing any more without what a word stands for: «аналитик» is needed by «аналитик
 * данных», and «java» is not by «java OR python». The word is written as a query, with or without a field; wherever it
 * has to stand, it is looked for anywhere.
 */
export function needsWord(ast: Node | null, word: string): boolean {
  const leaf = parse(word).ast;
  if (ast === null || leaf === null || !('written' in leaf)) return false;
  return needs(ast, new Set(tokens(leaf.written).flatMap(({ lexemes }) => [lexemes.stem, lexemes.exact])));
}

function needs(node: Node, lexemes: ReadonlySet<string>): boolean {
  if (node.kind === 'not') return false;
  if (node.kind === 'and') return node.children.some((child) => needs(child, lexemes));
  if (node.kind === 'or') return node.children.every((child) => needs(child, lexemes));
  // Whatever has a word in one form has its stem.
  if (tokens(node.written).some((token) => lexemes.has(token.lexemes.stem))) return true;
  return wordsOf(node).some(
    ({ lexeme, prefix }) => prefix && [...lexemes].some((one) => one.startsWith(lexeme)),
  );
}
