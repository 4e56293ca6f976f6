import type { DataSource, EntityManager } from 'typeorm';

/**
 * Digests whose letter will never arrive, or may not have: it failed, expired, was cancelled, or stays in doubt. Their
 * items are free for the next digest. (Under the policy `resend` a letter stays in doubt only after two silences; one
 * in doubt once is on its way again and not in this list.) Of these subscribers, or of all.
 */
export async function lostDigests(
  db: DataSource | EntityManager,
  subscriberIds?: string[],
): Promise<{ subscriberId: string; digestId: string }[]> {
  const rows = await db.query<{ subscriber_id: string; digest_id: string }[]>(LOST, [subscriberIds ?? null]);
  return rows.map((row) => ({ subscriberId: row.subscriber_id, digestId: row.digest_id }));
}

const LOST = `
  select distinct subscriber_id, digest_id from letter
  where state in ('failed', 'cancelled', 'expired', 'in_doubt') and digest_id is not null
    and ($1::bigint[] is null or subscriber_id = any($1::bigint[]))`;
