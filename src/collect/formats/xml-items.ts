import type { RawPosting, ReadItem } from '../posting.js';
import type { FileInput } from './format.js';
import { textOf } from './text-of.js';
import { innerText, type XmlElement } from './xml-element.js';
import { type XmlShape, xmlRecords } from './xml-records.js';

/** The postings of an XML feed as they come, each with its place («vacancy 4, line 17»). Throws as xmlRecords does. */
export async function* xmlItems(
  input: FileInput,
  shape: XmlShape,
  read: (record: XmlElement) => RawPosting,
): AsyncGenerator<ReadItem> {
  let number = 0;
  for await (const { line, element, tooLarge } of xmlRecords(textOf(input), shape)) {
    const position = `${element.name} ${++number}, line ${line}`;
    if (!tooLarge) yield { kind: 'posting', position, posting: read(element) };
    else
      yield { kind: 'rejected', position, reason: 'too-large', detail: TOO_LARGE, raw: innerText(element) };
  }
}

const TOO_LARGE = 'It is longer than four million characters.';
