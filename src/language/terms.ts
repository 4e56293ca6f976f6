import type { Lexemes } from './lexemes.js';

/** Lexemes by number, with their bytes. All are forgotten, between two documents, when there are `MOST`. */
export class Terms {
  private readonly numbers = new Map<string, number>();
  private arena = Buffer.allocUnsafe(64 * 1024);
  /** Where the bytes of each begin; those of the last end at `ends`. */
  private starts = new Int32Array(4096);
  /** Of each word its id, its stem and its exact form, side by side: they are fetched from memory at once. */
  private readonly words = new Int32Array(REMEMBERED * WIDTH).fill(-1);

  /** Forgets what is too much; numbers hold until it is called again. */
  begin(): void {
    if (this.numbers.size < MOST) return;
    this.numbers.clear();
    this.words.fill(-1);
  }

  get size(): number {
    return this.numbers.size;
  }

  numberOf(lexeme: string): number {
    return this.numbers.get(lexeme) ?? this.add(lexeme);
  }

  stemOf(lexemes: Lexemes): number {
    return this.words[this.placeOf(lexemes) + 1]!;
  }

  exactOf(lexemes: Lexemes): number {
    return this.words[this.placeOf(lexemes) + 2]!;
  }

  lengthOf(term: number): number {
    return this.starts[term + 1]! - this.starts[term]!;
  }

  /** Writes the bytes of a lexeme; answers where they end. */
  write(term: number, bytes: Buffer, at: number): number {
    const { arena, starts } = this;
    const [start, end] = [starts[term]!, starts[term + 1]!];
    for (let i = start; i < end; i++) bytes[at + i - start] = arena[i]!;
    return at + end - start;
  }

  private placeOf(lexemes: Lexemes): number {
    const place = (lexemes.id & (REMEMBERED - 1)) * WIDTH;
    if (this.words[place] !== lexemes.id) {
      this.words[place + 1] = this.numberOf(lexemes.stem);
      this.words[place + 2] = this.numberOf(lexemes.exact);
      this.words[place] = lexemes.id;
    }
    return place;
  }

  private add(lexeme: string): number {
    const term = this.numbers.size;
    const start = term === 0 ? 0 : this.starts[term]!;
    const length = Buffer.byteLength(lexeme);
    this.arena = withRoom(this.arena, start + length);
    if (term + 2 > this.starts.length) this.starts = doubled(this.starts);
    this.starts[term] = start;
    this.starts[term + 1] = start + this.arena.write(lexeme, start);
    this.numbers.set(lexeme, term);
    return term;
  }
}

const MOST = 262_144;
/** Of so many words their numbers are at hand; a power of two. */
const REMEMBERED = 131_072;
const WIDTH = 4;

function withRoom(bytes: Buffer<ArrayBuffer>, needed: number): Buffer<ArrayBuffer> {
  if (needed <= bytes.length) return bytes;
  const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, needed));
  bytes.copy(larger);
  return larger;
}

/** The same in an array of twice the length. */
export function doubled(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
