import type { EntityManager } from 'typeorm';
import type { OwnMessageId } from './message-key.js';

/** A known subscriber, with the letter's key and the address it went to, as far as they are still kept. */
export interface Owner {
  messageKey: string | null;
  email: string | null;
}

/** Null when there is no such subscriber (any more). A body is kept for 7 days; later the present address stands in. */
export async function ownerOfLetter(
  tx: EntityManager,
  subscriberId: string,
  letterId: string | null,
): Promise<Owner | null> {
  const [row] = await tx.query<Owner[]>(OWNER, [subscriberId, letterId]);
  return row ?? null;
}

const OWNER = `
  select l.message_key as "messageKey", coalesce(b.to_email, a.email) as email
  from subscriber s
  left join letter l on l.subscriber_id = s.id and l.id = $2::uuid
  left join letter_body b on b.subscriber_id = l.subscriber_id and b.letter_id = l.id
    and b.made_on = (l.created_at at time zone 'UTC')::date
  left join address a on a.subscriber_id = s.id
  where s.id = $1
  limit 1`;

/** The id of the letter with our Message-ID; null when it is not kept. */
export async function letterOfKey(
  tx: EntityManager,
  { subscriberId, messageKey }: OwnMessageId,
): Promise<string | null> {
  const [row] = await tx.query<{ id: string }[]>(
    'select id from letter where subscriber_id = $1 and message_key = $2',
    [subscriberId, messageKey],
  );
  return row?.id ?? null;
}

/** The id of the subscriber's letter that the relay took under this name; null when it is not kept, or not settled yet. */
export async function letterOfRelay(
  tx: EntityManager,
  { subscriberId, relayId }: { subscriberId: string; relayId: string },
): Promise<string | null> {
  const [row] = await tx.query<{ id: string }[]>(
    'select id from letter where subscriber_id = $1 and position($2 in relay_id) > 0 order by created_at desc limit 1',
    [subscriberId, relayId],
  );
  return row?.id ?? null;
}

/** Who has the address now; `key` as in address-hash.ts. */
export async function subscriberAt(tx: EntityManager, key: string): Promise<string | null> {
  const [row] = await tx.query<{ id: string }[]>('select subscriber_id as id from address where key = $1', [
    key,
  ]);
  return row?.id ?? null;
}
