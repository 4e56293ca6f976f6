import type { ReadItem } from '../posting.js';

/** A feed as bytes, still compressed or not; `encoding` where a header named one ("windows-1251"). */
export interface FileInput {
  bytes: AsyncIterable<Uint8Array>;
  encoding?: string;
}

/** What an API reader is given beside its address: how to ask, and when to stop. */
export interface ApiInput {
  url: URL;
  /** Fetches one page politely; refuses private addresses, follows Retry-After, throws a sentence on failure. */
  fetchText(url: URL): Promise<string>;
  signal?: AbortSignal;
}

/** A feed in one document, read as a stream. */
export interface FileFormat {
  kind: 'file';
  name: string;
  read(input: FileInput): AsyncIterable<ReadItem>;
}

/** A feed behind a paged API. */
export interface ApiFormat {
  kind: 'api';
  name: string;
  read(input: ApiInput): AsyncIterable<ReadItem>;
}

export type Format = FileFormat | ApiFormat;
