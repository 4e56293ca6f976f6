import { TextDecoder } from 'node:util';
import type { FileInput } from './format.js';
import { FeedError, inflate } from './inflate.js';

/**
 * The text of a feed in pieces: inflated, then decoded. The encoding is the header's, else the byte order mark's, else
 * the XML prolog's, else told by the bytes: UTF-16, UTF-8, or windows-1251. Throws FeedError for one nobody knows.
 */
export async function* textOf(input: FileInput): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  for await (const chunk of inflate(input.bytes)) {
    if (decoder === null) {
      const encoding = input.encoding ?? encodingOf(chunk);
      // Plain ASCII says nothing yet: the first letter beyond it decides.
      if (encoding === null) {
        yield Buffer.from(chunk).toString('latin1');
        continue;
      }
      decoder = decoderOf(encoding);
    }
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield rest;
}

/** The encoding of a feed's beginning, or of its first bytes beyond ASCII; null while all is plain ASCII. */
export function encodingOf(chunk: Uint8Array): string | null {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
  if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) return 'utf-8';
  if (chunk[0] === 0 && chunk[1] !== 0) return 'utf-16be';
  if (chunk[0] !== 0 && chunk[1] === 0) return 'utf-16le';
  const declared = PROLOG.exec(Buffer.from(chunk.subarray(0, 300)).toString('latin1'))?.[1];
  // A document converted on its way often keeps a prolog that says UTF-16; the bytes above know better.
  if (declared !== undefined && !/^(?:utf-16|ucs)/i.test(declared)) return declared;
  const first = chunk.findIndex((byte) => byte > 0x7f);
  return first < 0 ? null : guess(chunk.subarray(first, first + SAMPLE_BYTES));
}

const PROLOG = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]{1,40})["']/i;

// One broken byte among thousands is damage; in windows-1251 nearly every letter breaks UTF-8.
function guess(sample: Uint8Array): string {
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
