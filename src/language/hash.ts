import { createHash } from 'node:crypto';
import { ANALYSER_VERSION } from './document.js';

/**
 * The first 8 bytes of SHA-256 over version and canonical key, as a signed decimal: what a Postgres bigint holds. 0
 * becomes 1, because search 0 stands for a whole shard. Store the key beside it and compare.
 */
export function hashOf(canonicalKey: string): string {
  const digest = createHash('sha256').update(`${ANALYSER_VERSION}\0${canonicalKey}`).digest();
  return (digest.readBigInt64BE(0) || 1n).toString();
}
