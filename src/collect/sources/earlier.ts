import { hash } from 'node:crypto';
import { READING_VERSION } from '../read-hash.js';
import type { SourceEntry } from './read-sources.js';

/** Where a run stands: what comes next, and how many pages there were before it. */
export interface Place {
  /** The address of a page. */
  next: string;
  page: number;
}

/** What a run of a source may build on. */
export interface Earlier {
  /** Where the last one broke; null: it begins at the beginning. */
  resume: Place | null;
  /** The whole list, as it was read last in one answer. */
  answer: { url: string; etag: string | null; lastModified: string | null; runId: string } | null;
}

export const NOTHING_EARLIER: Earlier = { resume: null, answer: null };

/**
 * A hash of the source's entry in sources.yaml, its mapping too, and of how postings are read: once it is another,
 * nothing earlier is built on.
 */
export const settingsOf = (entry: SourceEntry): string =>
  hash('sha256', READING_VERSION + JSON.stringify(entry), 'hex').slice(0, 16);
