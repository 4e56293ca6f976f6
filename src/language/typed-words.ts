import { type Piece, scanQuery } from './scan-query.js';

/** A written word of a query with the signs that touch it; `at` in UTF-16 units of the query. */
export interface TypedWord {
  at: number;
  text: string;
  /** Under «!»: meant letter by letter. */
  exact: boolean;
  /** Must not occur. */
  unwanted: boolean;
}

/**
 * The words of a query that a title could name, as typed: no operators, no names of fields, nothing that is a
 * company's name, no beginnings («разраб*»). Commas and semicolons that touch a word belong to it: in the wrong
 * keyboard layout they are letters.
 */
export function typedWords(query: string): TypedWord[] {
  const words: TypedWord[] = [];
  const scopes: Scope[] = [{ exact: false, unwanted: false, company: false }];
  let scope = scopes[0]!;
  for (const piece of scanQuery(query).pieces) {
    if (piece.kind === 'exact') scope = { ...scope, exact: true };
    else if (piece.kind === 'not') scope = { ...scope, unwanted: !scope.unwanted };
    else if (piece.kind === 'field') scope = { ...scope, company: piece.field === 'B' };
    else if (piece.kind === 'open') scopes.push(scope);
    else if (piece.kind === 'close') scopes.pop();
    else if (piece.kind === 'text') readText(query, { piece, scope, words });
    if (piece.kind === 'close' || piece.kind === 'text') scope = scopes.at(-1)!;
  }
  return words;
}

/** What holds for everything inside: `!(…)`, `-(…)`, `company:(…)`. */
interface Scope {
  exact: boolean;
  unwanted: boolean;
  company: boolean;
}

interface Written {
  at: number;
  text: string;
}

type Text = Extract<Piece, { kind: 'text' }>;

function readText(
  query: string,
  { piece, scope, words }: { piece: Text; scope: Scope; words: TypedWord[] },
): void {
  if (scope.company || piece.star) return;
  const found = piece.quoted ? wordsWithin(piece) : [touching(query, piece)];
  for (const { at, text } of found) {
    const before = words.at(-1);
    const end = before === undefined ? 0 : before.at + before.text.length;
    // Words that share a comma are one: «vtytl;th».
    if (before !== undefined && end > at) before.text += text.slice(end - at);
    else words.push({ at, text, exact: scope.exact, unwanted: scope.unwanted });
  }
}

const wordsWithin = ({ at, text }: Written): Written[] =>
  [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => ({ at: at + 1 + index, text: word }));

function touching(query: string, { at, text }: Written): Written {
  let [from, to] = [at, at + text.length];
  while (',;'.includes(query[from - 1] ?? ' ')) from--;
  while (',;'.includes(query[to] ?? ' ')) to++;
  return { at: from, text: query.slice(from, to) };
}
