import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { ensureSource } from '../source.sql.js';
import { findLiveKey, insertKey, noteKeyUsed } from './keys.sql.js';

/** Whoever shows a key that is good. */
export interface KeyHolder {
  keyId: number;
  /** The row id of the Source that the key opens. */
  source: number;
  sourceName: string;
}

/** What stands before every key, so that one that got into a repository is known as such. */
const PREFIX = 'vestnik';
const KEY = /^vestnik_(\d{1,9})_([\w-]{43})$/;

/**
 * Makes a key for the Source of that name, and the Source where there is none. The key is answered once: only its
 * SHA-256 is kept. 256 random bits; the number before them finds the row, so that the bits themselves are never looked up.
 */
export async function makeKey(
  db: DataSource,
  { name, title = null }: { name: string; title?: string | null },
  now: Date,
): Promise<{ id: number; key: string }> {
  const source = await ensureSource(db, { name, format: 'push', title }, now);
  const random = randomBytes(32);
  const id = await insertKey(db, { source, hash: sha256(random), now });
  return { id, key: `${PREFIX}_${id}_${random.toString('base64url')}` };
}

/** Whose key it is; null for one that is damaged, unknown or revoked. Takes the same time wherever a key differs. */
export async function holderOf(db: DataSource, key: string, now: Date): Promise<KeyHolder | null> {
  const [, number, random] = KEY.exec(key) ?? [];
  if (number === undefined || random === undefined) return null;
  const keyId = Number(number);
  const live = await findLiveKey(db, keyId);
  const hash = sha256(Buffer.from(random, 'base64url'));
  if (live === null || !timingSafeEqual(live.hash, hash)) return null;
  await noteKeyUsed(db, keyId, now);
  return { keyId, source: live.source, sourceName: live.sourceName };
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
