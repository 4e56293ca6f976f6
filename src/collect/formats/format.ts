import type { ReadItem } from '../posting.js';
import type { Mapping } from './mapping.js';

/** A feed as bytes, still compressed or not; `encoding` where a header named one ("windows-1251"). */
export interface FileInput {
  bytes: AsyncIterable<Uint8Array>;
  encoding?: string;
  /** Which of its columns or fields are which of ours, for a format that is `mapped`. */
  mapping?: Mapping;
}

/** A feed in one document, read as a stream. */
export interface FileFormat {
  kind: 'file';
  name: string;
  /** True: it reads anything, and needs a mapping to know what is what. */
  mapped?: true;
  read(input: FileInput): AsyncIterable<ReadItem>;
  keyHeaders?(key: string): Record<string, string>;
}

/** One answer of an API: its postings, each with its place in the answer, and where the next answer is. */
export interface Page {
  items: ReadItem[];
  /** Null: this was the last. */
  next: URL | null;
}

/**
 * A feed behind an API that answers in pages, or in one. All that is between two answers lies in their addresses, so
 * a run that broke can go on where it stopped, and a saved answer can be imported as a file.
 */
export interface PagedFormat {
  kind: 'paged';
  name: string;
  /** The address of the first answer, from the one that sources.yaml names. */
  firstPage(url: URL): URL;
  /**
   * Reads one answer. `at` is where it came from, null for one saved in a file: that has no next. Throws FeedError,
   * with a sentence that begins with "The answer", for what is no such answer as a whole.
   */
  readPage(text: string, at: URL | null): Page;
  /** How the API wants its key: the headers that carry it. Absent where it needs none. */
  keyHeaders?(key: string): Record<string, string>;
}

/** A board whose vacancies stand in its web pages: one page, or those that a sitemap lists. */
export interface SiteFormat {
  kind: 'site';
  name: string;
  /**
   * The postings of one page; `at` is where it came from, null for one saved in a file. Throws FeedError, with a sentence
   * that begins with "The page", for one that holds none.
   */
  readPage(html: string, at: URL | null): ReadItem[];
  keyHeaders?(key: string): Record<string, string>;
}

export type Format = FileFormat | PagedFormat | SiteFormat;
