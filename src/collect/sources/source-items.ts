import { unreadableFile } from '../faults.js';
import { PoliteFetch } from '../fetch/polite-fetch.js';
import type { FileInput, Format } from '../formats/format.js';
import { formatOf, readDocument } from '../formats/index.js';
import { FeedError } from '../formats/inflate.js';
import { readFeedFile } from '../formats/open-file.js';
import type { ReadItem } from '../posting.js';
import { pagedItems } from './paged-items.js';
import type { SourceEntry } from './read-sources.js';

/** How sources are asked: where to read about who asks, how to stop, and in tests how to wait. */
export interface Reach {
  publicUrl: string;
  signal?: AbortSignal;
  timeout?: number;
  wait?: (ms: number) => Promise<unknown>;
}

/** Everything that a source lists, as it comes. Throws FeedError with a sentence where it cannot be read. */
export async function* sourceItems(entry: SourceEntry, reach: Reach): AsyncGenerator<ReadItem> {
  const format = formatOf(entry.format);
  if (format === undefined) throw new FeedError(`Nothing here reads the format "${entry.format}".`);
  if ('file' in entry.from) return yield* fileItems(format, entry.from.file);
  if ('push' in entry.from) throw new FeedError(`"${entry.name}" pushes by itself and is not asked.`);
  const { url } = entry.from;
  const fetcher = new PoliteFetch({ ...reach, trusted: entry.trusted });
  try {
    if (format.kind === 'paged') {
      const { signal } = reach;
      yield* pagedItems(format, { url, fetchText: (page) => fetcher.text(page), ...(signal && { signal }) });
    } else {
      yield* format.read(await fetcher.bytes(url));
    }
  } finally {
    await fetcher.close();
  }
}

async function* fileItems(format: Format, file: string): AsyncGenerator<ReadItem> {
  const input: FileInput = { bytes: readFeedFile(file) };
  try {
    yield* readDocument(format, input);
  } catch (error) {
    const fault = unreadableFile(error);
    if (fault === null) throw error;
    throw new FeedError(`${file} cannot be read: ${fault}`);
  }
}
