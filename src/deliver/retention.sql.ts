import type { DataSource } from 'typeorm';
import { inBatches, type Sweeping } from '../store/batches.js';
import { dropDaysBefore } from '../store/day-partitions.js';

/** Drops the days of bodies before that of `before`; answers how many days. */
export const dropBodies = (db: DataSource, before: Date): Promise<number> =>
  dropDaysBefore(db, 'letter_body', dateOf(before));

/** Drops the days of returned mails before that of `before`; answers how many days. */
export const dropReturnedMails = (db: DataSource, before: Date): Promise<number> =>
  dropDaysBefore(db, 'returned_mail', dateOf(before));

const dateOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Deletes letters made before `before` that nothing more will happen to, with their events; answers how many letters. */
export const sweepLetters = (db: DataSource, before: Date, sweeping: Sweeping): Promise<number> =>
  inBatches(sweeping, async (limit) => {
    const [{ letters }] = await db.query(LETTERS, [before, limit]);
    return letters;
  });

const LETTERS = `
  with old as (
    select subscriber_id, id from letter
     where created_at < $1 and state in ('sent', 'failed', 'cancelled', 'expired', 'in_doubt')
     order by created_at limit $2 for update skip locked
  ), events as (
    delete from letter_event e using old where e.subscriber_id = old.subscriber_id and e.letter_id = old.id
  ), letters as (
    delete from letter l using old where l.subscriber_id = old.subscriber_id and l.id = old.id returning 1
  )
  select count(*)::int as letters from letters`;

/** Deletes what came back before `before` and was acted on. */
export const sweepReturns = (db: DataSource, before: Date, sweeping: Sweeping): Promise<number> =>
  inBatches(sweeping, async (limit) => {
    const [, deleted] = await db.query(
      `delete from bounce_event where id in (
         select id from bounce_event where received_at < $1 and applied_at is not null limit $2)`,
      [before, limit],
    );
    return deleted;
  });

/** Deletes suppressions that ended before `before`. */
export const sweepSuppressions = (db: DataSource, before: Date, sweeping: Sweeping): Promise<number> =>
  inBatches(sweeping, async (limit) => {
    const [, deleted] = await db.query(
      `delete from suppression where (address_hash, scope) in (
         select address_hash, scope from suppression where expires_at < $1 limit $2)`,
      [before, limit],
    );
    return deleted;
  });

/** Deletes the counts of lanes of hours before `before`. */
export const sweepLaneHours = (db: DataSource, before: Date, sweeping: Sweeping): Promise<number> =>
  inBatches(sweeping, async (limit) => {
    const [, deleted] = await db.query(
      'delete from lane_hour where (lane, hour) in (select lane, hour from lane_hour where hour < $1 limit $2)',
      [before, limit],
    );
    return deleted;
  });
