import type { EntityManager } from 'typeorm';
import type { LetterKind } from './letter-draft.js';

/** An address that must not be written to, and why. */
export interface Suppressed {
  /** Of address-hash.ts. */
  addressHash: Buffer;
  /** `digest`: letters that the person asks for with their own hands still go. */
  scope: 'all' | 'digest';
  reason: 'complaint' | 'dead' | 'asleep' | 'not-me' | 'erased';
  /** Where it is written: `bounce_event 17`, `550 5.1.1 at RCPT`; never an address. */
  evidence: string | null;
  /** Null: for good. */
  expiresAt: Date | null;
}

/** Suppresses; of two reasons for one scope the one that lasts longer stands. */
export async function suppress(tx: EntityManager, given: Suppressed, now: Date): Promise<void> {
  const { addressHash, scope, reason, evidence, expiresAt } = given;
  await tx.query(SUPPRESS, [addressHash, scope, reason, evidence, now, expiresAt]);
}

/** Who had themselves erased has come back by their own hand. What else stands against the address stays. */
export const takeBackErasure = (tx: EntityManager, addressHash: Buffer): Promise<unknown> =>
  tx.query(`delete from suppression where address_hash = $1 and reason = 'erased'`, [addressHash]);

/** Whether a letter of this kind must not go to the address. The gate asks the same by SUPPRESSED in its own statement. */
export async function isSuppressed(
  tx: EntityManager,
  { addressHash, kind }: { addressHash: Buffer; kind: LetterKind },
  now: Date,
): Promise<boolean> {
  const [row] = await tx.query(`select ${SUPPRESSED({ hash: '$1', kind: '$2', at: '$3' })} as suppressed`, [
    addressHash,
    kind,
    now,
  ]);
  return row.suppressed;
}

/** SQL that is true where a letter must not go; takes the SQL of an address's hash, a letter's kind and an instant. */
export const SUPPRESSED = ({
  hash,
  kind,
  at,
}: {
  hash: string;
  kind: string;
  at: string;
}): string => `exists (
    select from suppression s
    where s.address_hash = ${hash} and s.scope in ('all', ${kind})
      and (s.expires_at is null or s.expires_at > ${at}::timestamptz))`;

const SUPPRESS = `
  insert into suppression as s (address_hash, scope, reason, evidence, created_at, expires_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (address_hash, scope) do update set
    reason = excluded.reason, evidence = excluded.evidence, created_at = excluded.created_at,
    expires_at = excluded.expires_at
  where coalesce(excluded.expires_at, 'infinity') > coalesce(s.expires_at, 'infinity')
    or (s.expires_at <= excluded.created_at)`;
