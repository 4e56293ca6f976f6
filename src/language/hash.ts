import { createHash } from 'node:crypto';

/**
 * Part of every hash, and so of the id of every Search: with another value everybody who saves what others have saved
 * would get a search of their own. It changes only where the same canonical text begins to mean something else, which
 * asks for a migration of all searches; a new analyser (ANALYSER_VERSION) leaves it alone.
 */
const CANONICAL_VERSION = 'v1';

/**
 * The first 8 bytes of SHA-256 over version and canonical key, as a signed decimal: what a Postgres bigint holds. 0
 * becomes 1, because search 0 stands for a whole shard. Store the key beside it and compare.
 */
export function hashOf(canonicalKey: string): string {
  const digest = createHash('sha256').update(`${CANONICAL_VERSION}\0${canonicalKey}`).digest();
  return (digest.readBigInt64BE(0) || 1n).toString();
}
