import { type Field, join, type Node } from './ast.js';
import { leafOf } from './leaves.js';
import { licenceTerms } from './licences.js';
import { type Piece, scanQuery } from './scan-query.js';
import { tokens } from './tokens.js';
import type { Warning, WarningCode } from './warnings.js';

/**
 * Reads a query as leniently as it can; it never throws. `ast` is in the order of writing and null when no word is
 * left. Priority NOT > AND > OR; a space is AND; limits: 2,000 characters, 64 words or phrases, 20 brackets deep.
 *
 *     or    := and ((OR | ИЛИ | '|') and)*
 *     and   := unary ((AND | И)? unary)*
 *     unary := (NOT | НЕ | '-' glued | FIELD ':' | '!') unary | '(' or ')' | '"' words '*'? '"' | word '*'?
 */
export function parse(query: string): Parsed {
  const source = query.slice(0, MAX_CHARACTERS);
  const { pieces, warnings } = scanQuery(source);
  const cut = { code: 'too-long' as const, at: MAX_CHARACTERS, len: query.length - source.length };
  const parser = new Parser(pieces, cut.len > 0 ? [...warnings, cut] : warnings);
  const ast = parser.or({ field: null, exact: false });
  return { ast, warnings: parser.warnings.sort((a, b) => a.at - b.at) };
}

export const MAX_CHARACTERS = 2_000;
export const MAX_LEAVES = 64;

export interface Parsed {
  ast: Node | null;
  warnings: Warning[];
}

/** What holds for everything inside: `title:(…)`, `!(…)`. */
interface Scope {
  field: Field | null;
  exact: boolean;
}

type Text = Extract<Piece, { kind: 'text' }>;

class Parser {
  private at = 0;
  private leaves = 0;

  constructor(
    private readonly pieces: readonly Piece[],
    readonly warnings: Warning[],
  ) {}

  or(scope: Scope): Node | null {
    const parts: (Node | null)[] = [];
    for (let operator: Piece | null = null; ; operator = this.pieces[this.at++]!) {
      const start = this.at;
      const told = this.warnings.length;
      const part = this.and(scope);
      const next = this.pieces[this.at]?.kind;
      const alone = operator === null && next !== 'or';
      if (this.at === start && !alone) this.warn('dangling-operator', operator ?? this.pieces[this.at]!);
      else if (part === null && !alone) this.vanished(told, start);
      parts.push(part);
      if (next !== 'or') return join('or', parts);
    }
  }

  private and(scope: Scope): Node | null {
    const parts: (Node | null)[] = [];
    for (;;) {
      const next = this.pieces[this.at]?.kind;
      if (next === undefined || next === 'or' || next === 'close') return join('and', parts);
      if (next === 'and') this.at++;
      else parts.push(this.unary(scope));
    }
  }

  private unary(outer: Scope): Node | null {
    let scope = outer;
    let negated = false;
    let sign: Piece | null = null;
    for (;;) {
      const piece = this.pieces[this.at];
      if (piece?.kind === 'not') negated = !negated;
      else if (piece?.kind === 'exact') scope = { ...scope, exact: true };
      else if (piece?.kind === 'field') scope = { ...scope, field: piece.field };
      else if (piece?.kind === 'open' || piece?.kind === 'text') break;
      else {
        if (sign) this.warn(sign.kind === 'field' ? 'empty-field' : 'dangling-operator', sign);
        return null;
      }
      sign = piece;
      this.at++;
    }
    const start = this.at;
    const told = this.warnings.length;
    const child = this.operand(scope);
    if (child === null && sign !== null) this.vanished(told, start);
    return negated && child !== null ? { kind: 'not', child } : child;
  }

  private operand(scope: Scope): Node | null {
    const piece = this.pieces[this.at++]!;
    if (piece.kind === 'text') return this.leaf(piece, scope);
    const inside = this.or(scope);
    if (this.pieces[this.at]?.kind === 'close') this.at++;
    return inside;
  }

  private leaf(piece: Text, scope: Scope): Node | null {
    if (this.leaves >= MAX_LEAVES) {
      this.warn('too-many-words', piece);
      return null;
    }
    const found = tokens(piece.text);
    const written = piece.text.slice(found[0]?.start, found.at(-1)?.end).replace(/\s+/g, ' ');
    const licence = piece.quoted ? null : licenceTerms(found, this.pieces.slice(this.at));
    if (licence !== null) {
      const parts = licence.phrases.map((phrase, i) => {
        const shown = `${written} ${licence.letters[i]}`;
        return leafOf(phrase, { ...scope, star: false, written: shown }).leaf;
      });
      this.at += licence.taken;
      this.leaves += parts.length;
      return join('and', parts);
    }
    const { leaf, warning } = leafOf(found, { ...scope, star: piece.star, written });
    if (warning) this.warn(warning, piece);
    if (leaf !== null) this.leaves++;
    return leaf;
  }

  /** Says that the operand from piece `start` on held only common words, unless it was left out for another reason. */
  private vanished(told: number, start: number): void {
    if (this.warnings.length === told && this.leaves < MAX_LEAVES)
      this.warn('common-words', this.pieces[start]!, this.pieces[this.at - 1]!);
  }

  private warn(code: WarningCode, from: Piece, to: Piece = from): void {
    if (code === 'too-many-words' && this.warnings.some((warning) => warning.code === code)) return;
    this.warnings.push({ code, at: from.at, len: to.at + to.len - from.at });
  }
}
