import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.js';
import type { Secret } from './tokens.js';

/** The keys that sign tokens: those of SECRET_KEY, the newest first, else one made once and kept in DATA_DIR (mode 0600). */
export function secretOf({ secretKey, dataDir }: Pick<Config, 'secretKey' | 'dataDir'>): Secret {
  if (secretKey !== null) return secretKey.split(',').map((key) => Buffer.from(key.trim()));
  const file = join(dataDir, 'secret.key');
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return Buffer.from(readFileSync(file, 'utf8').trim());
}

export const SECRET = Symbol('SECRET');
