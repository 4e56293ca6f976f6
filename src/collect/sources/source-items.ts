import { unreadableFile } from '../faults.js';
import { PoliteFetch, type PoliteOptions } from '../fetch/polite-fetch.js';
import type { FileFormat, FileInput, Format } from '../formats/format.js';
import { formatOf, readDocument } from '../formats/index.js';
import { FeedError } from '../formats/inflate.js';
import { readFeedFile } from '../formats/open-file.js';
import type { ReadItem, RunItem } from '../posting.js';
import { type Earlier, NOTHING_EARLIER } from './earlier.js';
import { pagedItems } from './paged-items.js';
import type { SourceEntry } from './read-sources.js';
import { refuseHtml } from './refuse-html.js';
import { siteItems } from './site-items.js';
import { keyHeadersOf } from './source-key.js';

/** How sources are asked: where to read about who asks, where keys are, and in tests how to wait. */
export interface Reach extends Pick<PoliteOptions, 'signal' | 'timeout' | 'runLimit' | 'least' | 'wait'> {
  publicUrl: string;
  /** Where the keys of sources stand, by the names that sources.yaml gives; the environment when nothing is said. */
  env?: Readonly<Record<string, string | undefined>>;
}

/** Everything that a source lists, as it comes, with marks between. Throws FeedError with a sentence where it cannot be read. */
export async function* sourceItems(
  entry: SourceEntry,
  reach: Reach,
  earlier: Earlier = NOTHING_EARLIER,
): AsyncGenerator<RunItem> {
  const format = formatOf(entry.format);
  if (format === undefined) throw new FeedError(`Nothing here reads the format "${entry.format}".`);
  if ('file' in entry.from) return yield* fileItems(format, entry.from.file, entry);
  if ('push' in entry.from) throw new FeedError(`"${entry.name}" pushes by itself and is not asked.`);
  const { url } = entry.from;
  const { env = process.env, ...asking } = reach;
  const { trusted, interval = 0 } = entry;
  const keyHeaders = keyHeadersOf(entry, format, env);
  const fetcher = new PoliteFetch({ ...asking, trusted, interval, keyHeaders });
  const signal = reach.signal && { signal: reach.signal };
  try {
    if (format.kind === 'paged') {
      yield* pagedItems(format, {
        url,
        earlier,
        fetchPage: (page, how) => fetcher.page(page, how),
        ...signal,
      });
    } else if (format.kind === 'site') {
      yield* siteItems(format, {
        url,
        pages: entry.pages ?? null,
        resume: earlier.resume,
        fetcher,
        ...signal,
      });
    } else {
      yield* feedItems(format, { url, answer: earlier.answer, fetcher, entry });
    }
  } finally {
    await fetcher.close();
  }
}

/** A feed in one document, unless it is still the one that was read last. */
async function* feedItems(
  format: FileFormat,
  {
    url,
    answer,
    fetcher,
    entry,
  }: { url: URL; answer: Earlier['answer']; fetcher: PoliteFetch; entry: SourceEntry },
): AsyncGenerator<RunItem> {
  const known = answer?.url === url.href ? answer : null;
  const feed = await fetcher.bytes(url, { known });
  if (feed === null) return yield { kind: 'not-modified', runId: known!.runId };
  const { etag, lastModified, bytes, ...declared } = feed;
  yield* format.read({ ...declared, bytes: refuseHtml(bytes, url), ...mappingOf(entry) });
  yield { kind: 'whole-answer', url: url.href, etag, lastModified };
}

const mappingOf = ({ mapping }: SourceEntry): Pick<FileInput, 'mapping'> => (mapping ? { mapping } : {});

async function* fileItems(format: Format, file: string, entry: SourceEntry): AsyncGenerator<ReadItem> {
  const input: FileInput = { bytes: readFeedFile(file), ...mappingOf(entry) };
  try {
    yield* readDocument(format, input);
  } catch (error) {
    const fault = unreadableFile(error);
    if (fault === null) throw error;
    throw new FeedError(`${file} cannot be read: ${fault}`);
  }
}
