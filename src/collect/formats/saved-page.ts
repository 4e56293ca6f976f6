import type { ReadItem } from '../posting.js';
import type { FileInput, SiteFormat } from './format.js';
import { textOf } from './text-of.js';

// A page of a board has some 500 KB.
const BOUNDS = { maxBytes: 32 * 1024 ** 2, maxRatio: 200 };

/** The postings of a web page that was saved as a file. */
export async function* savedPage(format: SiteFormat, input: FileInput): AsyncGenerator<ReadItem> {
  const pieces: string[] = [];
  for await (const piece of textOf(input, BOUNDS)) pieces.push(piece);
  yield* format.readPage(pieces.join(''), null);
}
