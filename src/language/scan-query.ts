import type { Field } from './ast.js';
import type { Warning, WarningCode } from './warnings.js';

/** A piece of a query as typed; `at` and `len` are UTF-16 units. */
export type Piece = { at: number; len: number } & (
  | { kind: 'open' | 'close' | 'or' | 'and' | 'not' | 'exact' }
  | { kind: 'field'; field: Field }
  /** `star`: a star at the end, the last word is a beginning. `quoted`: stood in quotes. */
  | { kind: 'text'; text: string; star: boolean; quoted: boolean }
);

/** Cuts a query into pieces. Brackets come out balanced but for those still open at the end. */
export function scanQuery(source: string): { pieces: Piece[]; warnings: Warning[] } {
  const scan = new Scan(source);
  while (scan.at < source.length) scan.step();
  for (const at of scan.open) scan.warn('unclosed-bracket', at, 1);
  return { pieces: scan.pieces, warnings: scan.warnings };
}

const MAX_DEPTH = 20;
const QUOTES = '"«»“”„‟';
// A word of a query goes on to the next of these; `-` and `!` count at its beginning only.
const WORD = /[^\s,;()|^"«»“”„‟]+/y;
const NAME = /[\p{L}_]+:/uy;
const TAIL = /~\d*/y;

const FIELD_NAMES: Record<Field, string[]> = {
  A: ['title', 'name', 'название', 'должность'],
  B: ['company', 'company_name', 'компания', 'работодатель'],
  C: ['skills', 'навыки'],
  CD: ['description', 'body', 'описание'],
  AC: [],
};
const FIELDS = new Map(
  Object.entries(FIELD_NAMES).flatMap(([field, names]) =>
    names.map((name) => [name, field as Field] as const),
  ),
);

class Scan {
  at = 0;
  readonly pieces: Piece[] = [];
  readonly warnings: Warning[] = [];
  /** Where the brackets stand that are still open. */
  readonly open: number[] = [];

  constructor(private readonly source: string) {}

  step(): void {
    const character = this.source[this.at]!;
    if (QUOTES.includes(character)) this.quoted();
    else if (character === '(') this.bracket();
    else if (character === ')') this.closingBracket();
    else if (character === '|') this.put({ kind: 'or', at: this.at, len: 1 });
    else if ('-−!'.includes(character)) this.sign(character === '!' ? 'exact' : 'not');
    else this.word();
  }

  warn(code: WarningCode, at: number, len: number): void {
    this.warnings.push({ code, at, len });
  }

  private put(piece: Piece): void {
    this.pieces.push(piece);
    this.at = piece.at + piece.len;
  }

  private quoted(): void {
    const from = this.at + 1;
    let end = from;
    while (end < this.source.length && !QUOTES.includes(this.source[end]!)) end++;
    if (end === this.source.length) this.warn('unclosed-quote', this.at, 1);
    const star = this.source[end - 1] === '*';
    const text = this.source.slice(from, star ? end - 1 : end);
    if (text.includes('*')) this.warn('star-inside', from, text.length);
    const len = Math.min(end + 1, this.source.length) - this.at;
    this.put({ kind: 'text', text, star, quoted: true, at: this.at, len });
    this.distance();
  }

  /** `"…"~5` asks for words near each other; it is read as the phrase. */
  private distance(): void {
    TAIL.lastIndex = this.at;
    const tail = TAIL.exec(this.source)?.[0];
    if (tail === undefined) return;
    this.warn('distance-ignored', this.at, tail.length);
    this.at += tail.length;
  }

  private bracket(): void {
    this.open.push(this.at);
    if (this.open.length > MAX_DEPTH) this.warn('too-deep', this.at++, 1);
    else this.put({ kind: 'open', at: this.at, len: 1 });
  }

  private closingBracket(): void {
    const depth = this.open.length;
    this.open.pop();
    if (depth === 0) this.warn('stray-bracket', this.at, 1);
    if (depth > 0 && depth <= MAX_DEPTH) this.put({ kind: 'close', at: this.at, len: 1 });
    else this.at++;
  }

  /** Glued to what follows it is an operator, else a mere dash. */
  private sign(kind: 'not' | 'exact'): void {
    if (/[^\s,;)|^]/.test(this.source[this.at + 1] ?? ' ')) this.put({ kind, at: this.at, len: 1 });
    else this.at++;
  }

  private word(): void {
    NAME.lastIndex = this.at;
    const name = NAME.exec(this.source)?.[0] ?? '';
    const field = FIELDS.get(name.slice(0, -1).toLowerCase());
    if (field !== undefined) {
      this.put({ kind: 'field', field, at: this.at, len: name.length });
      return;
    }
    WORD.lastIndex = this.at;
    const written = WORD.exec(this.source)?.[0];
    if (written === undefined) {
      this.at++; // a space, a comma, a caret
      return;
    }
    const operator = operatorOf(written);
    if (operator === null) this.plainWord(written);
    else this.put({ kind: operator, at: this.at, len: written.length });
  }

  private plainWord(written: string): void {
    const { at } = this;
    const next = this.source[at + written.length] ?? ' ';
    if (written.endsWith(':') && (next === '(' || QUOTES.includes(next))) {
      this.warn('unknown-field', at, written.length);
    }
    const tail = /~\d*$/.exec(written)?.[0] ?? '';
    if (tail !== '') this.warn('distance-ignored', at + written.length - tail.length, tail.length);
    const word = written.slice(0, written.length - tail.length);
    let end = word.length;
    while (word[end - 1] === '*') end--; // /\*+$/ would take 7 ms for 2,000 stars
    const text = word.slice(0, end);
    if (text.includes('*')) this.warn('star-inside', at, written.length);
    this.put({ kind: 'text', text, star: text !== word, quoted: false, at, len: written.length });
  }
}

// English and «или» in any case. И and НЕ only in capitals: in lower case they are the commonest of words.
function operatorOf(word: string): 'and' | 'or' | 'not' | null {
  if (/^(?:or|или)$/i.test(word)) return 'or';
  if (/^and$/i.test(word) || word === 'И') return 'and';
  return /^not$/i.test(word) || word === 'НЕ' ? 'not' : null;
}
