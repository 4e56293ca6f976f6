import type { DataSource, EntityManager } from 'typeorm';
import { dropDaysBefore, ensureDay } from '../../store/day-partitions.js';

const DAY = 86_400_000;
const KEPT_DAYS = 7;

/** Keeps a returned mail (gzip) under the UTC day of `now`. */
export async function keepRaw(
  tx: EntityManager,
  { hash, subscriberId, raw }: { hash: Buffer; subscriberId: string | null; raw: Buffer },
  now: Date,
): Promise<void> {
  await ensureDay(tx, 'returned_mail', dateOf(now));
  await tx.query(
    `insert into returned_mail (came_on, hash, subscriber_id, raw) values ($1, $2, $3, $4) on conflict do nothing`,
    [dateOf(now), hash, subscriberId, raw],
  );
}

/** Drops what came more than 7 days before `now`; answers the number of days dropped. */
export const dropOldReturnedMail = (db: DataSource, now: Date): Promise<number> =>
  dropDaysBefore(db, 'returned_mail', dateOf(new Date(now.getTime() - KEPT_DAYS * DAY)));

const dateOf = (day: Date): string => day.toISOString().slice(0, 10);
