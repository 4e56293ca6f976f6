import { TextDecoder } from 'node:util';
import type { FileInput } from './format.js';
import { BOUNDS, FeedError, inflate } from './inflate.js';

/**
 * The text of a feed in pieces: inflated, then decoded. The encoding is the byte order mark's, else the header's, else
 * the XML prolog's or the HTML head's, else told by the bytes: UTF-16, UTF-8, or windows-1251. UTF-8 is taken at nobody's
 * word: boards declare it over windows-1251. Throws FeedError for an encoding nobody knows.
 */
export async function* textOf(input: FileInput, bounds = BOUNDS): AsyncGenerator<string> {
  const text = new PieceDecoder(input.encoding);
  try {
    for await (const chunk of inflate(input.bytes, bounds)) {
      const piece = text.decode(chunk);
      if (piece !== '') yield piece;
    }
  } catch (error) {
    // What was read before the feed broke is still text.
    yield text.end();
    throw error;
  }
  yield text.end();
}

/** Decodes what it is given; bytes that may be of several encodings wait until there are enough of them to tell. */
class PieceDecoder {
  private decoder: TextDecoder | null = null;
  private begun = false;
  private waiting = Buffer.alloc(0);

  constructor(private readonly named: string | undefined) {}

  decode(chunk: Uint8Array): string {
    if (!this.begun) {
      this.begun = true;
      const stated = markedEncoding(chunk) ?? this.named ?? declaredEncoding(chunk);
      if (stated !== null && !UTF_8.test(stated)) this.decoder = decoderOf(stated);
    }
    if (this.decoder !== null) return this.decoder.decode(chunk, { stream: true });
    // Plain ASCII says nothing yet: the first letters beyond it decide.
    if (this.waiting.length === 0 && isAscii(chunk)) return Buffer.from(chunk).toString('latin1');
    this.waiting = Buffer.concat([this.waiting, chunk]);
    return this.waiting.length < SAMPLE_BYTES ? '' : this.decide();
  }

  end(): string {
    return (this.decoder === null ? this.decide() : '') + (this.decoder?.decode() ?? '');
  }

  private decide(): string {
    const { waiting } = this;
    this.waiting = Buffer.alloc(0);
    this.decoder = new TextDecoder(guess(waiting));
    return this.decoder.decode(waiting, { stream: true });
  }
}

const UTF_8 = /^utf-?8$/i;

const isAscii = (chunk: Uint8Array): boolean => chunk.every((byte) => byte <= 0x7f);

/** The encoding that the first bytes of a feed give away: UTF-16, or UTF-8 with its mark; else null. */
function markedEncoding(chunk: Uint8Array): string | null {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
  if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) return 'utf-8';
  if (chunk[0] === 0 && chunk[1] !== 0) return 'utf-16be';
  return chunk[0] !== 0 && chunk[1] === 0 ? 'utf-16le' : null;
}

/**
 * What the prolog of an XML document says, or the head of an HTML one. One converted on its way often says UTF-16 still;
 * the bytes know better.
 */
function declaredEncoding(chunk: Uint8Array): string | null {
  const head = Buffer.from(chunk.subarray(0, 1024)).toString('latin1');
  const declared = (PROLOG.exec(head.slice(0, 300)) ?? META.exec(head))?.[1];
  return declared === undefined || /^(?:utf-16|ucs)/i.test(declared) ? null : declared;
}

const PROLOG = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]{1,40})["']/i;
const META = /^\s*<(?:!doctype\s|html)[\s\S]*?<meta\s[^>]*\bcharset\s*=\s*["']?([\w.:-]{1,40})/i;

// One broken byte among thousands is damage; in windows-1251 nearly every letter breaks UTF-8.
function guess(bytes: Uint8Array): string {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  const sample = first < 0 ? bytes : bytes.subarray(first, first + SAMPLE_BYTES);
  const letters = sample.reduce((count, byte) => count + (byte > 0x7f ? 1 : 0), 0);
  const broken = new TextDecoder('utf-8').decode(sample, { stream: true }).split('\ufffd').length - 1;
  return broken * 5 > letters ? 'windows-1251' : 'utf-8';
}

const SAMPLE_BYTES = 64 * 1024;

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch {
    throw new FeedError(`The feed says that its encoding is "${encoding}", which is not known here.`);
  }
}
