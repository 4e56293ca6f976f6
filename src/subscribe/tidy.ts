import type { DataSource, EntityManager } from 'typeorm';
import { eraseLetters } from '../deliver/erase-letters.sql.js';
import { inBatches, type Sweeping } from '../store/batches.js';
import { erasePerson } from './erase-person.js';
import { openSearches, updateSavedSearch } from './saved-searches.sql.js';
import { unfollow } from './searches.sql.js';
import { type SubscriberRow, subscriberById } from './subscribers.sql.js';

/** Drops searches that were asked for before `before` and never confirmed, and people who never confirmed any; how many. */
export async function dropUnconfirmed(
  db: DataSource,
  { before, now }: { before: Date; now: Date },
  sweeping: Sweeping,
): Promise<number> {
  let gone = 0;
  await inBatches(sweeping, async (limit) => {
    const rows: { id: string }[] = await db.query(UNCONFIRMED, [before, limit, now]);
    for (const { id } of rows) gone += await db.transaction((tx) => dropOf(tx, id, { now, before }));
    return rows.length;
  });
  return gone;
}

// Whoever was sent a link again may still use it. A person whose searches ended before anything was confirmed (the
// letter came back) has none left to find them by.
const UNCONFIRMED = `
  select stale.id
    from (select subscriber_id as id from saved_search
           where ended_at is null and confirmed_at is null and created_at < $1
          union
          select s.id from subscriber s
           where s.confirmed_at is null and s.created_at < $1
             and not exists (select from saved_search p where p.subscriber_id = s.id and p.ended_at is null)
         ) stale
   where not exists (select from token t where t.subscriber_id = stale.id and t.purpose = 'confirm'
                        and t.used_at is null and t.expires_at > $3)
   order by stale.id limit $2`;

interface Ago {
  now: Date;
  before: Date;
}

async function dropOf(tx: EntityManager, id: string, ago: Ago): Promise<number> {
  const subscriber = await subscriberById(tx, id, { lock: true });
  return subscriber === null ? 0 : dropSearches(tx, subscriber, ago);
}

async function dropSearches(
  tx: EntityManager,
  subscriber: SubscriberRow,
  { now, before }: Ago,
): Promise<number> {
  const { id } = subscriber;
  const open = await openSearches(tx, id);
  const stale = open.filter(({ confirmedAt, createdAt }) => confirmedAt === null && createdAt < before);
  for (const saved of stale) {
    await updateSavedSearch(tx, id, { ...saved, endedAt: now, endedReason: 'unconfirmed' });
  }
  await unfollow(
    tx,
    stale.map(({ searchId }) => searchId),
  );
  const neverWas = subscriber.confirmedAt === null && stale.length === open.length;
  // Forgotten whole, but for how often letters were asked for: that guards the mailbox. Suppression guards it too.
  if (neverWas) {
    await eraseLetters(tx, { subscriberId: id, addresses: [] });
    await erasePerson(tx, id);
  }
  return stale.length;
}
