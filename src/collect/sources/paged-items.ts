import type { PagedFormat } from '../formats/format.js';
import { FeedError } from '../formats/inflate.js';
import type { ReadItem } from '../posting.js';

/** Asks an API page after page. */
export interface Paging {
  url: URL;
  /** Fetches one answer politely; throws FeedError on failure. */
  fetchText(url: URL): Promise<string>;
  signal?: AbortSignal;
}

// A million vacancies at a hundred a page: a server that never stops must not keep us for ever.
const MAX_PAGES = 10_000;

/** The postings of all pages of an API, one request after another. */
export async function* pagedItems(format: PagedFormat, paging: Paging): AsyncGenerator<ReadItem> {
  let at: URL | null = format.firstPage(paging.url);
  for (let page = 1; at !== null; page++) {
    paging.signal?.throwIfAborted();
    if (page > MAX_PAGES) throw new FeedError(`The API did not end after ${MAX_PAGES} pages.`);
    const { items, next } = readPage(format, await paging.fetchText(at), { at, page });
    for (const item of items) yield { ...item, position: `page ${page}, ${item.position}` };
    at = next;
  }
}

function readPage(format: PagedFormat, text: string, { at, page }: { at: URL; page: number }) {
  try {
    return format.readPage(text, at);
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new FeedError(error.message.replace(/^The answer/, `Page ${page} of the API`));
  }
}
