import type { Request } from 'express';
import type { DataSource } from 'typeorm';
import { holderOf, type KeyHolder } from '../collect/push/keys.js';
import { findSource } from '../collect/source.sql.js';
import { isSourceName } from '../collect/source-name.js';
import { within } from '../subscribe/rate-limit.sql.js';
import type { ApiProblem } from './problem-json.js';

// Ten vacancies a second one by one; in bulk a single request brings ten thousand.
const PER_KEY = { window: 60_000, most: 600 };

/**
 * Who pushes, or why they may not. Bearer keys stand in for the check of own posts (csrf.ts): no browser adds one by
 * itself, so a stranger's page cannot use it.
 */
export async function pusherOf(
  db: DataSource,
  { request, sourceName }: { request: Pick<Request, 'headers'>; sourceName: string },
  now: Date,
): Promise<KeyHolder | ApiProblem> {
  const key = bearerOf(request);
  if (key === null) return NO_KEY;
  const holder = await holderOf(db, key, now);
  if (holder === null) return WRONG_KEY;
  if (!(await within(db.manager, { key: `push:${holder.keyId}`, ...PER_KEY }, now))) return TOO_OFTEN;
  if (holder.sourceName === sourceName) return holder;
  return isSourceName(sourceName) && (await findSource(db, sourceName)) !== null ? ANOTHERS : NO_SOURCE;
}

/** What stands behind "Bearer" in the Authorization header; null where nothing does. */
export const bearerOf = ({ headers }: Pick<Request, 'headers'>): string | null =>
  /^Bearer +(\S{1,200})\s*$/i.exec(headers.authorization ?? '')?.[1] ?? null;

const NO_KEY: ApiProblem = {
  status: 401,
  detail:
    'A key is needed: send it as "Authorization: Bearer …". The operator makes one with `vestnik sources key NAME`.',
};
const WRONG_KEY: ApiProblem = {
  status: 401,
  detail: 'This key is not known here, or it was revoked: ask the operator for another one.',
};
const TOO_OFTEN: ApiProblem = {
  status: 429,
  detail: `A key is good for ${PER_KEY.most} requests a minute: wait a minute, or send many vacancies in one request.`,
};
const NO_SOURCE: ApiProblem = {
  status: 404,
  detail: 'There is no source of this name: use the one that your key was made for.',
};
const ANOTHERS: ApiProblem = {
  status: 403,
  detail: 'This key opens another source: use the name that it was made for.',
};
