import type { Word } from '../../../language/ast.js';
import type { Document } from '../../../language/document.js';

/** Which of the words that searches ask for a document has. Words are numbered, so that nothing below compares texts. */
export class Terms {
  /** Grows with every document: a term is present where `seen` holds it. */
  mark = 0;
  /** The terms of the present document, each once. */
  readonly present: number[] = [];
  readonly seen: number[] = [];
  readonly places: (readonly number[])[] = [];
  private readonly words = new Map<string, number>();
  private readonly prefixes = new Map<string, { prefix: string; term: number }[]>();
  private readonly known = new Map<string, readonly number[]>();

  /** The number of a word that a search asks for. All are to be asked before the first document. */
  numberOf({ lexeme, prefix }: Word): number {
    const name = prefix ? `${lexeme}*` : lexeme;
    const known = this.words.get(name);
    if (known !== undefined) return known;
    const term = this.words.size;
    this.words.set(name, term);
    this.seen.push(0);
    this.places.push([]);
    if (prefix) this.addPrefix(lexeme, term);
    return term;
  }

  get count(): number {
    return this.words.size;
  }

  /** The terms that a lexeme of a document is: itself, and the beginnings of it that are asked for. */
  termsOf(lexeme: string): readonly number[] {
    const known = this.known.get(lexeme);
    if (known !== undefined) return known;
    const own = this.words.get(lexeme);
    const begun = (this.prefixes.get(lexeme.slice(0, SHORTEST)) ?? []).filter(({ prefix }) =>
      lexeme.startsWith(prefix),
    );
    const terms = [...(own === undefined ? [] : [own]), ...begun.map(({ term }) => term)];
    const kept = terms.length === 0 ? NONE : terms;
    this.known.set(lexeme, kept);
    return kept;
  }

  /** Makes a document the present one. */
  read(document: Document): void {
    this.mark += 1;
    this.present.length = 0;
    for (const [lexeme, places] of document) {
      for (const term of this.termsOf(lexeme)) this.add(term, places);
    }
  }

  private add(term: number, places: readonly number[]): void {
    if (this.seen[term] === this.mark) {
      this.places[term] = [...this.places[term]!, ...places];
      return;
    }
    this.seen[term] = this.mark;
    this.places[term] = places;
    this.present.push(term);
  }

  private addPrefix(prefix: string, term: number): void {
    const key = prefix.slice(0, SHORTEST);
    const same = this.prefixes.get(key) ?? [];
    same.push({ prefix, term });
    this.prefixes.set(key, same);
  }
}

// '=' and the three letters that a prefix has at least.
const SHORTEST = 4;
const NONE: readonly number[] = [];
