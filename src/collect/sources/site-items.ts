import { type PoliteFetch, StatusError } from '../fetch/polite-fetch.js';
import { Forbidden, robotsGate } from '../fetch/robots.js';
import type { SiteFormat } from '../formats/format.js';
import { FeedError } from '../formats/inflate.js';
import type { Rejected, RunItem } from '../posting.js';
import type { Place } from './earlier.js';
import { isSitemap, readSitemap } from './sitemap.js';

/** A board that is read page by page. */
export interface Crawl {
  /** A page, or a sitemap. */
  url: URL;
  /** What the addresses of its vacancies have in common; null: every page that the sitemap lists is read. */
  pages: string | null;
  resume: Place | null;
  fetcher: PoliteFetch;
  signal?: AbortSignal;
}

// One page a second makes 5,000 in an hour and a half.
const MAX_PAGES = 5_000;
const MAX_SITEMAPS = 50;
const MOST_FAILURES = 5;

/**
 * The postings of a page, or of the pages that a sitemap lists, each followed by the mark of its end. Only pages of the
 * same host, only those that robots.txt leaves open; a page that cannot be read is rejected, and five in a row end the run.
 */
export async function* siteItems(format: SiteFormat, crawl: Crawl): AsyncGenerator<RunItem> {
  const { url, fetcher } = crawl;
  const gate = robotsGate(fetcher);
  const first = await fetcher.text(url, { gate });
  if (!isSitemap(first)) return yield* format.readPage(first, url);
  const fetch = (at: URL) => fetcher.text(at, { gate });
  const pages = await listPages(first, crawl, fetch);
  let failures = 0;
  for (let n = startOf(pages, crawl.resume); n < pages.length; n++) {
    crawl.signal?.throwIfAborted();
    const position = `page ${n + 1} (${pages[n]!.href})`;
    try {
      const items = readPage(format, await fetch(pages[n]!), pages[n]!);
      failures = 0;
      for (const item of items) yield { ...item, position: `${position}, ${item.position}` };
    } catch (error) {
      if (isOutage(error) && ++failures === MOST_FAILURES) throw error;
      yield unreachable(error, position);
    }
    if (n + 1 < pages.length) yield { kind: 'page-end', next: pages[n + 1]!.href, page: n + 1 };
  }
}

/** The pages to read, in the order of the sitemap. */
async function listPages(
  first: string,
  { url, pages }: Crawl,
  fetch: (at: URL) => Promise<string>,
): Promise<URL[]> {
  const found = new Map<string, URL>();
  const take = (addresses: readonly string[]): void => {
    for (const at of sameHost(addresses, url)) if (at.href.includes(pages ?? '')) found.set(at.href, at);
    if (found.size > MAX_PAGES) throw new FeedError(tooMany(url));
  };
  const top = await readSitemap(first);
  const inner = top.kind === 'sitemaps' ? sameHost(top.addresses, url) : [];
  if (top.kind === 'pages') take(top.addresses);
  if (inner.length > MAX_SITEMAPS) throw new FeedError(tooMany(url));
  for (const at of inner) {
    const { kind, addresses } = await readSitemap(await fetch(at));
    if (kind === 'pages') take(addresses);
  }
  if (found.size === 0) throw new FeedError(`The sitemap lists no page of ${url.host} that is to be read.`);
  return [...found.values()];
}

const tooMany = ({ host }: URL): string =>
  `The sitemap of ${host} lists more than ${MAX_PAGES} pages or ${MAX_SITEMAPS} sitemaps: name the one of its vacancies as the url, or say with pages: what their addresses have in common.`;

/** Those of the source's own host; an address may stand without it. */
const sameHost = (addresses: readonly string[], { href, host }: URL): URL[] =>
  addresses
    .filter((address) => URL.canParse(address, href))
    .map((address) => new URL(address, href))
    .filter((at) => at.host === host && /^https?:$/.test(at.protocol));

/** Where a broken run goes on; at the beginning when its page is no longer listed. */
const startOf = (pages: readonly URL[], resume: Place | null): number =>
  Math.max(
    0,
    pages.findIndex(({ href }) => href === resume?.next),
  );

/** A page without a vacancy is one posting that cannot be taken, not a fault of the site. */
function readPage(format: SiteFormat, html: string, at: URL) {
  try {
    return format.readPage(html, at);
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    const rejected = { kind: 'rejected', reason: 'not-a-posting', detail: error.message } as const;
    return [{ ...rejected, position: 'whole page', raw: html }];
  }
}

/** Whether the site itself is in trouble: a page that is gone or closed to us says nothing of the others. */
const isOutage = (error: unknown): boolean =>
  !(error instanceof Forbidden) &&
  !(error instanceof StatusError && error.status < 500 && error.status !== 429);

function unreachable(error: unknown, position: string): Rejected {
  if (!(error instanceof FeedError)) throw error;
  return { kind: 'rejected', position, reason: 'unreachable', detail: error.message, raw: '' };
}
