import { SaxesParser } from 'saxes';
import { FeedError } from './inflate.js';
import type { XmlElement } from './xml-element.js';

/** A record of the feed: the element, or how long it was when that was too long to keep. */
export interface XmlRecord {
  /** Where its first tag ends, counted from 1. */
  line: number;
  element: XmlElement;
  tooLarge: boolean;
}

/** Which elements are records, and what the document must begin with. */
export interface XmlShape {
  format: string;
  roots: readonly string[];
  records: readonly string[];
}

// A vacancy of ten screens has 20,000 characters; four million is no vacancy.
const MAX_RECORD = 4 * 1024 ** 2;
// One text without any tag: saxes holds it whole until it ends.
const MAX_SILENCE = 16 * 1024 ** 2;
const MAX_DEPTH = 64;

/**
 * The records of an XML feed, as they come, in bounded memory. Throws FeedError with the line: for a DOCTYPE, an entity
 * that XML does not know, what is not well-formed or ends early, and more than 64 levels; the records before stand.
 */
export async function* xmlRecords(texts: AsyncIterable<string>, shape: XmlShape): AsyncGenerator<XmlRecord> {
  const reader = new RecordReader(shape);
  try {
    for await (const text of texts) {
      reader.write(text);
      yield* reader.take();
    }
    reader.end();
  } catch (error) {
    // What was whole before the fault, in the same piece of text, is read too.
    yield* reader.take();
    throw error;
  }
  yield* reader.take();
}

class RecordReader {
  private readonly parser = new SaxesParser();
  private readonly open: XmlElement[] = [];
  private ready: XmlRecord[] = [];
  private depth = 0;
  private startLine = 0;
  private size = 0;
  private silence = 0;

  constructor(private readonly shape: XmlShape) {
    const { parser } = this;
    parser.on('error', (error) => this.refuse(sentenceOf(error.message)));
    parser.on('doctype', () => this.refuse('has a DOCTYPE, which this service refuses: a feed needs none'));
    parser.on('opentag', ({ name, attributes }) => this.openTag(name, attributes));
    parser.on('closetag', () => this.closeTag());
    parser.on('text', (text) => this.text(text));
    parser.on('cdata', (text) => this.text(text));
  }

  write(text: string): void {
    this.silence += text.length;
    this.parser.write(text);
    if (this.silence > MAX_SILENCE) this.refuse(`has more than ${MAX_SILENCE} characters without a tag`);
  }

  end(): void {
    this.parser.close();
  }

  /** The records that are whole by now. */
  take(): XmlRecord[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  private openTag(name: string, attributes: Record<string, string>): void {
    this.silence = 0;
    this.depth++;
    if (this.depth > MAX_DEPTH) this.refuse(`has elements more than ${MAX_DEPTH} levels deep`);
    if (this.depth === 1 && !this.shape.roots.includes(name)) {
      const { format, roots } = this.shape;
      this.refuse(
        `begins with <${name}>; a feed in the format ${format} begins with <${roots.join('> or <')}>`,
      );
    }
    if (this.open.length === 0 && !this.shape.records.includes(name)) return;
    if (this.open.length === 0) {
      this.startLine = this.parser.line;
      this.size = 0;
    }
    const element: XmlElement = { name, attributes, content: [] };
    if (this.fits(name.length)) this.open.at(-1)?.content.push(element);
    this.open.push(element);
  }

  private closeTag(): void {
    this.silence = 0;
    this.depth--;
    const element = this.open.pop();
    if (element === undefined || this.open.length > 0) return;
    this.ready.push({ line: this.startLine, element, tooLarge: this.size > MAX_RECORD });
  }

  private text(text: string): void {
    this.silence = 0;
    const element = this.open.at(-1);
    if (element !== undefined && this.fits(text.length)) element.content.push(text);
  }

  /** Whether so much more may be kept of the record; beyond its bound nothing is. */
  private fits(length: number): boolean {
    this.size += length;
    return this.size <= MAX_RECORD;
  }

  private refuse(fault: string): never {
    throw new FeedError(`The feed ${fault} (line ${this.parser.line}).`);
  }
}

/** What the parser complains of ("3:14: undefined entity."), as the end of a sentence that begins with "The feed". */
function sentenceOf(complaint: string): string {
  const fault = complaint.replace(/^(?:[^:\s]*:)?\d+:\d+:\s*/, '').replace(/\.$/, '');
  if (fault.includes('undefined entity'))
    return 'names an entity that XML does not know; write it as a character';
  if (fault.includes('must contain a root element')) return 'is empty';
  if (/(?:disallowed character in|empty) entity name/.test(fault)) return `has a ${BARE_SIGN}`;
  // Such a sign swallows all up to the next semicolon, and where there is none the whole rest.
  if (fault.startsWith('unclosed tag')) return `ends too early: ${fault}, or there is a ${BARE_SIGN}`;
  return `is not well-formed XML: ${fault}`;
}

const BARE_SIGN = 'bare "&", which is to be written "&amp;"';
