import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import { FeedError } from './inflate.js';

/** One record of a JSON document, counted from 1. */
export interface JsonRecord {
  number: number;
  value: unknown;
}

/** Twice the bytes of the four million characters that a line of ndjson may have, for Cyrillic takes two. */
const MAX_RECORD_BYTES = 8 * 1024 ** 2;
const MAX_DEPTH = 64;

/**
 * The elements of the list, or the values of the object, at a dotted path (* is any key) of a JSON document of any
 * size, in the memory of one of them; "$" is the document itself, "" the list that it is. Several documents may follow
 * each other. Throws FeedError where it is broken, cut, deeper than 64, has a record beyond 8 MB, or no list there;
 * what was whole before comes first. Whole numbers of 16 and more digits come as texts: ids would be rounded.
 */
export async function* jsonRecords(pieces: AsyncIterable<string>, path = ''): AsyncGenerator<JsonRecord> {
  const reader = new RecordReader(path);
  try {
    for await (const piece of pieces) {
      const fault = reader.faultOf(() => reader.write(piece));
      yield* reader.taken();
      if (fault !== null) throw fault;
    }
  } catch (error) {
    yield* reader.taken();
    throw error;
  }
  const fault = reader.faultOf(() => reader.end());
  yield* reader.taken();
  if (fault !== null) throw fault;
}

class RecordReader {
  private readonly tokens = new ExactTokenizer({ separator: '', stringBufferSize: 64 * 1024 });
  private readonly values: TokenParser;
  private readonly recordDepth: number;
  private records: JsonRecord[] = [];
  private count = 0;
  private depth = 0;
  private bytes = 0;
  /** Where the record that is being read begins, in bytes. */
  private begin = 0;
  private found = false;
  private head = '';

  constructor(private readonly path: string) {
    const list = path === '' || path === '$' ? '$' : `$.${path}`;
    // The list itself is asked for too, to tell an empty one from none.
    const paths = path === '$' ? ['$'] : [list, `${list}.*`];
    this.recordDepth = path === '$' ? 0 : list.split('.').length;
    this.values = new TokenParser({ paths, separator: '', keepStack: false });
    this.tokens.onToken = (token) => {
      this.watch(token.token, token.offset);
      this.values.write(token);
    };
    this.values.onValue = ({ value, key, parent, stack }) => {
      if (stack.length === this.recordDepth) this.take(value, { key, parent });
      else this.meetList(value);
    };
  }

  write(piece: string): void {
    if (this.head.length < 64) this.head += piece.slice(0, 64);
    const bytes = Buffer.from(piece);
    this.bytes += bytes.length;
    this.tokens.write(bytes);
    if (this.bytes - this.begin > MAX_RECORD_BYTES) {
      throw new FeedError(`What follows record ${this.count} is longer than ${MAX_RECORD_BYTES} bytes.`);
    }
  }

  end(): void {
    if (this.head.trim() === '') throw new FeedError('The file is empty; an empty list is written as [].');
    this.tokens.end();
    if (this.depth > 0) throw new Error('it is not whole');
    if (!this.found)
      throw new FeedError(`The JSON has no list at ${this.place()}: set "records" to its path.`);
  }

  /** The records since it was asked last. */
  taken(): JsonRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }

  /** What the work throws, as a sentence. */
  faultOf(work: () => void): Error | null {
    try {
      work();
      return null;
    } catch (error) {
      if (error instanceof FeedError) return error;
      if (/^\s*</.test(this.head)) return new FeedError('It is HTML or XML, not JSON.');
      const { message } = error as Error;
      const cut = /not whole|ended in the middle/.test(message);
      return new FeedError(
        cut
          ? `The JSON ends in the middle, after ${this.count} whole records: it was cut.`
          : `The JSON is broken after ${this.count} whole records: ${message.replace(/ at chunk position .*?absolute position "(\d+)".*$/, ' at byte $1').replace(/\.$/, '')}.`,
      );
    }
  }

  private watch(token: TokenType, offset: number): void {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) this.depth++;
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.depth--;
    if (this.depth <= this.recordDepth) this.begin = offset;
    if (this.depth > MAX_DEPTH) {
      throw new FeedError(`The JSON is nested more than ${MAX_DEPTH} deep after record ${this.count}.`);
    }
  }

  private take(value: unknown, { key, parent }: { key: unknown; parent: unknown }): void {
    if (this.path === '' && !Array.isArray(parent)) {
      throw new FeedError('The JSON is an object, not a list: set "records" to the path of the list in it.');
    }
    this.records.push({ number: ++this.count, value });
    this.found = true;
    // Asking for the list makes the parser keep its elements: they are taken out, or a large file would fill the memory.
    if (Array.isArray(parent)) parent.length -= 1;
    else if (typeof parent === 'object' && parent !== null)
      delete (parent as Record<string, unknown>)[String(key)];
  }

  private meetList(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (this.path === '' && !Array.isArray(value)) {
      throw new FeedError('The JSON is an object, not a list: set "records" to the path of the list in it.');
    }
    this.found = true;
  }

  private place(): string {
    return this.path === '' ? 'its top' : `"${this.path}"`;
  }
}

/** Numbers that JavaScript would round stay as they are written. */
class ExactTokenizer extends Tokenizer {
  protected override parseNumber(written: string): number {
    if (!/^-?\d{16,}$/.test(written)) return super.parseNumber(written);
    // The parser hands a value on as it is; its types know numbers alone.
    return written as unknown as number;
  }
}
