import type { DataSource } from 'typeorm';
import { dropDaysBefore } from '../store/day-partitions.js';

/** Drops the days of matches before that of `before`; answers how many days. */
export const dropMatches = (db: DataSource, before: Date): Promise<number> =>
  dropDaysBefore(db, 'match', before.toISOString().slice(0, 10));
