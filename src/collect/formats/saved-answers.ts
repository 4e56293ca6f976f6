import type { ReadItem } from '../posting.js';
import type { FileInput, PagedFormat } from './format.js';
import { FeedError } from './inflate.js';
import { linesOf } from './lines-of.js';
import { textOf } from './text-of.js';

// Answers are read whole; a board of ten thousand vacancies with their texts has some 60 million characters.
const MAX_ANSWER = 256 * 1024 ** 2;

/**
 * The postings of saved answers of an API: a file that is one answer, or holds one a line. Throws FeedError for a file
 * of one answer that is none; of many, a line that is none is rejected and the others are read.
 */
export async function* savedAnswers(format: PagedFormat, input: FileInput): AsyncGenerator<ReadItem> {
  const held: string[] = [];
  for await (const { number, text, tooLong } of linesOf(textOf(input), MAX_ANSWER)) {
    if (tooLong !== null) throw new FeedError(`Line ${number} has ${tooLong} characters, more than is read.`);
    if (held.length === 0 && isWhole(text)) yield* readLine(format, text, number);
    else if (text.trim() !== '') held.push(text);
  }
  if (held.length > 0) yield* format.readPage(held.join('\n'), null).items;
}

/** Whether a line is JSON by itself: then every line is an answer. */
function isWhole(line: string): boolean {
  if (!/^\s*[[{].*[\]}]\s*$/s.test(line)) return false;
  try {
    JSON.parse(line.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}

function* readLine(format: PagedFormat, text: string, number: number): Generator<ReadItem> {
  const position = `line ${number}`;
  try {
    for (const item of format.readPage(text, null).items) {
      yield number === 1 ? item : { ...item, position: `${position}, ${item.position}` };
    }
  } catch (error) {
    if (!(error instanceof FeedError) || number === 1) throw error;
    yield { kind: 'rejected', position, reason: 'not-a-posting', detail: error.message, raw: text };
  }
}
