import { wordsOf } from './ast.js';
import { parse } from './parse.js';

/** The query for every vacancy of one company; its name is a phrase, so quotes of any kind inside it must go. */
export const companyQuery = (name: string): string =>
  `company:"${name
    .replace(/["«»“”„*~]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()}"`;

/** The name of the one company that a query asks for and nothing else, as typed; null for any other query. */
export function companyAsked(query: string): string | null {
  const { ast } = parse(query);
  if (ast === null || !('written' in ast) || ast.field !== 'B') return null;
  // «company:Рома*» and «company:!Ромашка» name no company, they are ways of looking for some.
  if (wordsOf(ast).some(({ lexeme, prefix }) => prefix || lexeme.startsWith('='))) return null;
  return ast.written.trim() || null;
}
