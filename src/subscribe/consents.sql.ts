import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';

/** What a person agreed to and how: the exact text by its hash, from where, or the operator's evidence. */
export interface ConsentGiven {
  version: string;
  hash: Buffer;
  form: string;
  ip: string | null;
  evidence: string | null;
  confirmedAt: Date | null;
}

/** The one thing that we ask leave for. */
const PURPOSE = 'letters';

/** Answers the id. */
export async function insertConsent(
  tx: EntityManager,
  { subscriberId, consent }: { subscriberId: string; consent: ConsentGiven },
  now: Date,
): Promise<string> {
  const id = randomUUID();
  const { version, hash, form, ip, evidence, confirmedAt } = consent;
  await tx.query(
    `insert into consent
       (subscriber_id, id, purpose, text_version, text_hash, given_at, form, ip, evidence, confirmed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [subscriberId, id, PURPOSE, version, hash, now, form, ip, evidence, confirmedAt],
  );
  return id;
}

export async function confirmConsent(
  tx: EntityManager,
  { subscriberId, consentId }: { subscriberId: string; consentId: string },
  now: Date,
): Promise<void> {
  await tx.query(
    'update consent set confirmed_at = coalesce(confirmed_at, $3) where subscriber_id = $1 and id = $2',
    [subscriberId, consentId, now],
  );
}

export async function withdrawConsents(tx: EntityManager, subscriberId: string, now: Date): Promise<void> {
  await tx.query('update consent set withdrawn_at = $2 where subscriber_id = $1 and withdrawn_at is null', [
    subscriberId,
    now,
  ]);
}

/** Undoing a withdrawal is a consent of its own, to the text agreed to before; that it was withdrawn stays on record. */
export async function renewConsent(
  tx: EntityManager,
  { subscriberId, withdrawnAt }: { subscriberId: string; withdrawnAt: Date },
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into consent
       (subscriber_id, id, purpose, text_version, text_hash, given_at, form, evidence, confirmed_at)
     select subscriber_id, $2, purpose, text_version, text_hash, $4, 'undo', 'renews ' || id, $4
       from consent
      where subscriber_id = $1 and withdrawn_at = $3 and confirmed_at is not null
      order by given_at desc limit 1`,
    [subscriberId, randomUUID(), withdrawnAt, now],
  );
}
