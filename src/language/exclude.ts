import { join, type Node } from './ast.js';
import { canon, key } from './canon.js';
import { MAX_CHARACTERS, MAX_LEAVES, type Parsed, parse } from './parse.js';
import type { Warning } from './warnings.js';

/**
 * Excluded words as typed into their own field, as what must not occur; null when none is left. Commas, semicolons
 * and lines part them, and several words between commas are a phrase; without commas each word stands for itself.
 */
export function parseExcluded(typed: string): Parsed {
  if (!/[,;\n]/.test(typed.slice(0, MAX_CHARACTERS))) {
    const { ast, warnings } = parse(typed);
    return { ast: ast?.kind === 'and' ? join('or', ast.children.map(bare)) : bare(ast), warnings };
  }
  const parts = typed.slice(0, MAX_CHARACTERS).split(/[,;\n]/);
  const warnings: Warning[] = [];
  if (typed.length > MAX_CHARACTERS)
    warnings.push({ code: 'too-long', at: MAX_CHARACTERS, len: typed.length });
  const asts: (Node | null)[] = [];
  let at = 0;
  for (const part of parts) {
    if (asts.length === MAX_LEAVES) warnings.push({ code: 'too-many-words', at, len: typed.length - at });
    if (asts.length === MAX_LEAVES) break;
    const read = parsePart(part);
    if (read.ast !== null) asts.push(bare(read.ast));
    warnings.push(...read.warnings.map((warning) => ({ ...warning, at: warning.at + at })));
    at += part.length + 1;
  }
  return { ast: join('or', asts), warnings };
}

/** What stands between two commas: several plain words are a phrase, anything else a query of its own. */
function parsePart(part: string): Parsed {
  const words = part.trim();
  if (!/^[^\s"«»“”„()|]+(?:\s+[^\s"«»“”„()|]+)+$/.test(words)) return parse(part);
  const { ast, warnings } = parse(`"${words}"`);
  const start = part.indexOf(words);
  // Where they stand in the words themselves: the quotes around them are ours.
  const within = (at: number, most: number): number => Math.min(Math.max(at - 1, 0), most);
  const moved = warnings.map(({ code, at, len }) => {
    const from = within(at, words.length - 1);
    return { code, at: start + from, len: Math.max(within(at + len, words.length) - from, 1) };
  });
  return { ast, warnings: moved };
}

/** «-стажер» among excluded words means the same as «стажер». */
function bare<T extends Node | null>(node: T): Node | T {
  return node?.kind === 'not' ? node.child : node;
}

/**
 * The field of excluded words with one more, however it was typed before: after commas a comma, after single words a
 * space, and anything else goes into brackets. What was excluded stays excluded, and nothing but the new word is added;
 * null where no way of writing does that, as where there are as many as a search may have.
 */
export function excludeMore(typed: string, more: string): string | null {
  const before = typed.trim();
  if (before === '') return more;
  const meant = keyOf(join('or', [parseExcluded(before).ast, bare(parse(more).ast)]));
  const ways = [`${before}, ${more}`, `${before} ${more}`, `(${before}) ${more}`];
  return ways.find((way) => keyOf(parseExcluded(way).ast) === meant) ?? null;
}

const keyOf = (node: Node | null): string => (node === null ? '' : key(canon(node)));
