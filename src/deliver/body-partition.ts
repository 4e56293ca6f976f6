import type { EntityManager } from 'typeorm';
import { ensureDay } from '../store/day-partitions.js';

/** Makes the partition of letter_body for the UTC day of `day`, unless it is there. */
export const ensureBodyPartition = (tx: EntityManager, day: Date): Promise<void> =>
  ensureDay(tx, 'letter_body', day.toISOString().slice(0, 10));
