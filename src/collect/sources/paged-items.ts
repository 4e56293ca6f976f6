import type { Asking, PageText } from '../fetch/polite-fetch.js';
import type { PagedFormat } from '../formats/format.js';
import { FeedError } from '../formats/inflate.js';
import type { RunItem } from '../posting.js';
import type { Earlier } from './earlier.js';

/** Asks an API page after page. */
export interface Paging {
  url: URL;
  earlier: Earlier;
  /** Fetches one answer politely; null while it is still the known one. Throws FeedError on failure. */
  fetchPage(url: URL, asking: Asking): Promise<PageText | null>;
  signal?: AbortSignal;
}

// A million vacancies at a hundred a page: a server that never stops must not keep us for ever.
const MAX_PAGES = 10_000;

/** The postings of all pages of an API, one request after another, each page followed by the mark of its end. */
export async function* pagedItems(format: PagedFormat, paging: Paging): AsyncGenerator<RunItem> {
  const { resume, answer } = paging.earlier;
  const first = format.firstPage(paging.url);
  let at: URL | null = resume === null ? first : new URL(resume.next);
  for (let page = 1 + (resume?.page ?? 0); at !== null; page++) {
    paging.signal?.throwIfAborted();
    if (page > MAX_PAGES) throw new FeedError(`The API did not end after ${MAX_PAGES} pages.`);
    const known = page === 1 && answer?.url === at.href ? answer : null;
    const read: PageText | null = await paging.fetchPage(at, { known });
    if (read === null) return yield { kind: 'not-modified', runId: known!.runId };
    const { items, next } = readPage(format, read.text, { at, page });
    for (const item of items) yield { ...item, position: `page ${page}, ${item.position}` };
    if (next !== null) yield { kind: 'page-end', next: next.href, page };
    // Of a list of many answers the first may be as it was and the others not.
    else if (page === 1) yield { kind: 'whole-answer', url: at.href, ...validatorsOf(read) };
    at = next;
  }
}

const validatorsOf = ({ etag, lastModified }: PageText) => ({ etag, lastModified });

function readPage(format: PagedFormat, text: string, { at, page }: { at: URL; page: number }) {
  try {
    return format.readPage(text, at);
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new FeedError(error.message.replace(/^The answer/, `Page ${page} of the API`));
  }
}
