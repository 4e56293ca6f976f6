import type { EntityManager } from 'typeorm';
import { newToken, readToken } from '../kit/tokens.js';

export type TokenPurpose = 'confirm' | 'login' | 'undo';

export interface TokenToIssue {
  subscriberId: string;
  purpose: TokenPurpose;
  subject: string;
  expiresAt: Date;
}

/** Makes a token that can be spent once, and answers its text; only its hash is kept. */
export async function issueToken(tx: EntityManager, token: TokenToIssue): Promise<string> {
  const { subscriberId, purpose, subject, expiresAt } = token;
  const { text, hash } = newToken(subscriberId);
  await tx.query(
    'insert into token (subscriber_id, hash, purpose, subject, expires_at) values ($1, $2, $3, $4, $5)',
    [subscriberId, hash, purpose, subject, expiresAt],
  );
  return text;
}

export interface LiveToken {
  kind: 'live';
  subscriberId: string;
  hash: Buffer;
  subject: string;
}

/** Why a link does not work; `forged` is also one that was never ours, or was made for another purpose. */
export type BrokenKind = 'used' | 'expired' | 'forged';
export interface BrokenToken {
  kind: BrokenKind;
}

/** What a token says, without spending it. `lock` keeps others from spending it until the transaction ends. */
export async function peekToken(
  tx: EntityManager,
  { text, purpose, lock = false }: { text: string; purpose: TokenPurpose; lock?: boolean },
  now: Date,
): Promise<LiveToken | BrokenToken> {
  const read = readToken(text);
  if (read === null) return { kind: 'forged' };
  const [row] = await tx.query(lock ? `${FIND} for update` : FIND, [read.subscriberId, read.hash, purpose]);
  if (row === undefined) return { kind: 'forged' };
  if (row.usedAt !== null) return { kind: 'used' };
  if (row.expiresAt <= now) return { kind: 'expired' };
  return { kind: 'live', ...read, subject: row.subject };
}

const FIND = `
  select subject, expires_at as "expiresAt", used_at as "usedAt"
    from token where subscriber_id = $1 and hash = $2 and purpose = $3`;

/** What an unspent token says, also when it has expired; null for any other. */
export async function staleToken(
  tx: EntityManager,
  { text, purpose }: { text: string; purpose: TokenPurpose },
): Promise<{ subscriberId: string; subject: string } | null> {
  const read = readToken(text);
  if (read === null) return null;
  const { subscriberId, hash } = read;
  const [row] = await tx.query(`${FIND} and used_at is null`, [subscriberId, hash, purpose]);
  return row === undefined ? null : { subscriberId, subject: row.subject };
}

/** The subject of the newest confirm token of a saved search: which consent it was asked for with. Null for none. */
export async function newestConfirmSubject(
  tx: EntityManager,
  { subscriberId, savedSearchId }: { subscriberId: string; savedSearchId: string },
): Promise<string | null> {
  const [row] = await tx.query(
    `select subject from token
      where subscriber_id = $1 and purpose = 'confirm' and starts_with(subject, $2) order by expires_at desc limit 1`,
    [subscriberId, `${savedSearchId}:`],
  );
  return row?.subject ?? null;
}

/** Spends a token that was peeked at under lock. */
export async function spend(tx: EntityManager, { subscriberId, hash }: LiveToken, now: Date): Promise<void> {
  await tx.query('update token set used_at = $3 where subscriber_id = $1 and hash = $2', [
    subscriberId,
    hash,
    now,
  ]);
}

/** Makes a subscriber's unspent tokens of these purposes expire now. */
export async function voidTokens(
  tx: EntityManager,
  subscriberId: string,
  { purposes, now }: { purposes: TokenPurpose[]; now: Date },
): Promise<void> {
  await tx.query(
    `update token set expires_at = least(expires_at, $3::timestamptz)
      where subscriber_id = $1 and purpose = any($2) and used_at is null`,
    [subscriberId, purposes, now],
  );
}
