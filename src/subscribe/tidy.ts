import type { DataSource, EntityManager } from 'typeorm';
import { openSearches, updateSavedSearch } from './saved-searches.sql.js';
import { unfollow } from './searches.sql.js';
import { type SubscriberRow, subscriberById } from './subscribers.sql.js';

const DAY = 86_400_000;
/** What nobody confirmed goes after a week, as the privacy page promises. */
const UNCONFIRMED_FOR = 7 * DAY;
/** A spent or stale link is told apart from a forged one for this long. */
const TOKENS_FOR = 30 * DAY;
const BATCH = 500;

/** Removes what was never confirmed and what has lost its use; answers how many pending searches went. */
export async function tidy(db: DataSource, now: Date): Promise<number> {
  const before = (ms: number) => new Date(now.getTime() - ms);
  await db.query('delete from token where expires_at < $1', [before(TOKENS_FOR)]);
  await db.query('delete from rate_limit where window_start < $1', [before(2 * DAY)]);
  const rows: { id: string }[] = await db.query(UNCONFIRMED, [before(UNCONFIRMED_FOR), BATCH, now]);
  let gone = 0;
  for (const { id } of rows) {
    gone += await db.transaction(async (tx) => {
      const subscriber = await subscriberById(tx, id, { lock: true });
      return subscriber === null
        ? 0
        : dropUnconfirmed(tx, subscriber, { now, before: before(UNCONFIRMED_FOR) });
    });
  }
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

async function dropUnconfirmed(
  tx: EntityManager,
  subscriber: SubscriberRow,
  { now, before }: { now: Date; before: Date },
): Promise<number> {
  const open = await openSearches(tx, subscriber.id);
  const stale = open.filter(({ confirmedAt, createdAt }) => confirmedAt === null && createdAt < before);
  for (const saved of stale) {
    await updateSavedSearch(tx, subscriber.id, { ...saved, endedAt: now, endedReason: 'unconfirmed' });
  }
  await unfollow(
    tx,
    stale.map(({ searchId }) => searchId),
  );
  const neverWas = subscriber.confirmedAt === null && stale.length === open.length;
  if (neverWas) await erase(tx, subscriber.id);
  return stale.length;
}

/** Somebody who never confirmed anything is forgotten whole. */
async function erase(tx: EntityManager, id: string): Promise<void> {
  for (const table of ['token', 'consent', 'saved_search', 'address'] as const) {
    await tx.query(`delete from ${table} where subscriber_id = $1`, [id]);
  }
  await tx.query('delete from subscriber where id = $1', [id]);
}
