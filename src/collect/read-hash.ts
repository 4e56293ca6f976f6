import { hash } from 'node:crypto';
import type { RawPosting } from './posting.js';

/**
 * Names how postings are read. It changes whenever the same words of a source would be stored as something else; what
 * is stored is then read once more, and what reads as before is still unchanged. A test tells when it is time.
 */
export const READING_VERSION = 'v1';

/** Bytes of a read hash: of so many no two postings of one id share them by chance. */
export const READ_HASH_BYTES = 16;

/**
 * What tells, before it is read, that a posting is written as it was. To read one takes four times as long as this, and
 * of a day's feed hardly one in thirty has changed.
 */
export const readHash = (posting: RawPosting): Buffer =>
  hash('sha256', READING_VERSION + JSON.stringify(posting), 'buffer').subarray(0, READ_HASH_BYTES);
