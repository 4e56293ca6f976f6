import type { Field, Leaf, Word } from './ast.js';
import type { Token } from './tokens.js';
import type { WarningCode } from './warnings.js';

/** How a written word or phrase is to be read. */
export interface Reading {
  field: Field | null;
  /** Word for word, no other forms. */
  exact: boolean;
  /** The last word is only a beginning. */
  star: boolean;
  written: string;
}

const MIN_PREFIX = 3;
// Fields of a document are 100 positions apart: no step of a phrase may reach from one into the next.
const MAX_GAP = 89;

/**
 * One written word or quoted phrase as a leaf; null when it holds nothing but stop words. Several words keep their
 * distances, with stop words counted: «менеджер по продажам» is 'менеджер' two places before 'продаж'.
 */
export function leafOf(
  found: readonly Token[],
  reading: Reading,
): { leaf: Leaf | null; warning?: WarningCode } {
  const { field, written } = reading;
  const star = reading.star ? prefixOf(found) : 'none';
  const last = found.at(-1);
  const spoken = found.filter((token) => !token.lexemes.stop || (star === 'prefix' && token === last));
  const lastSpoken = spoken.at(-1) === last;
  const kept = joinNames(spoken);
  const words = kept.map((token, i): Word => {
    const starred = lastSpoken && i === kept.length - 1 && star !== 'none';
    const lexeme = reading.exact || starred ? token.lexemes.exact : token.lexemes.stem;
    return { lexeme, prefix: starred && star === 'prefix' };
  });
  const gaps = kept.slice(1).map((token, i) => token.position - kept[i]!.position);
  const cut = gaps.findIndex((gap) => gap > MAX_GAP);
  const warning = star === 'too-short' ? 'prefix-too-short' : cut === -1 ? undefined : 'phrase-cut';
  const count = cut === -1 ? words.length : cut + 1;
  const first = words[0];
  if (first === undefined) return { leaf: null, ...(warning && { warning }) };
  const leaf: Leaf =
    count === 1
      ? { kind: 'term', ...first, field, written }
      : { kind: 'phrase', words: words.slice(0, count), gaps: gaps.slice(0, count - 1), field, written };
  return { leaf, ...(warning && { warning }) };
}

/** A joined name like nodejs* is whole already: its star says nothing. */
function prefixOf(found: readonly Token[]): 'prefix' | 'too-short' | 'none' {
  const last = found.at(-1);
  if (last === undefined) return 'none';
  if (last.name === null && found.at(-2)?.start === last.start) return 'none';
  return [...last.lexemes.exact].length - 1 < MIN_PREFIX ? 'too-short' : 'prefix';
}

/**
 * «back-end», «back-end разработчик» and «java back-end» ask for backend, which documents have at the places of both
 * halves. In the middle, «senior back-end developer», one word cannot be as long as two: there it stays as written.
 */
function joinNames(words: readonly Token[]): readonly Token[] {
  const joined = [...words];
  const join = (at: number, stays: Token | undefined): void => {
    if (stays !== undefined && stays.name !== null)
      joined.splice(at, 2, { ...stays, lexemes: stays.name, name: null });
  };
  if (joined[0]?.name) join(0, joined[1]);
  if (joined.at(-1)?.name) join(joined.length - 2, joined.at(-2));
  return joined;
}
