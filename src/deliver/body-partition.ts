import type { DataSource, EntityManager } from 'typeorm';
import { dropDaysBefore, ensureDay } from '../store/day-partitions.js';

const DAY = 24 * 60 * 60 * 1000;
const KEPT_DAYS = 7;

/** Makes the partition of letter_body for the UTC day of `day`, unless it is there. */
export const ensureBodyPartition = (tx: EntityManager, day: Date): Promise<void> =>
  ensureDay(tx, 'letter_body', dateOf(day));

/** Drops the bodies of letters made more than 7 days before `now`; answers the number of days dropped. */
export const dropOldBodies = (db: DataSource, now: Date): Promise<number> =>
  dropDaysBefore(db, 'letter_body', dateOf(new Date(now.getTime() - KEPT_DAYS * DAY)));

const dateOf = (day: Date): string => day.toISOString().slice(0, 10);
