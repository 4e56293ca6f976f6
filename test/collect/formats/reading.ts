import type { FileFormat, PagedFormat } from '../../../src/collect/formats/format.js';
import { FeedError } from '../../../src/collect/formats/inflate.js';
import type { RawPosting, ReadItem } from '../../../src/collect/posting.js';

/** The postings among what was read. */
export const postingsIn = (items: readonly ReadItem[]): RawPosting[] =>
  items.flatMap((item) => (item.kind === 'posting' ? item.posting : []));

/** The postings of one answer that came from nowhere. */
export const answered = (format: PagedFormat, answer: unknown): RawPosting[] =>
  postingsIn(format.readPage(JSON.stringify(answer), null).items);

/** What a feed gave until its end or its fault. */
export async function fed(
  format: FileFormat,
  xml: string | Uint8Array,
  size = 700,
): Promise<{ items: ReadItem[]; said: string | null }> {
  const bytes = Buffer.from(xml);
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const items: ReadItem[] = [];
  try {
    for await (const item of format.read({ bytes: pieces() })) items.push(item);
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    return { items, said: error.message };
  }
  return { items, said: null };
}
