import { setTimeout } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { isDisturbed } from '../faults.js';

// Half a minute: a batch holds its rows for less than a second.
const TRIES = 120;
const PAUSE_MS = 25;

/**
 * Runs a transaction that shares rows with others. A merge changes rows of other Sources and does not wait for them, so
 * it may find one held, by a run of that Source or by the publisher; others wait, and may wait for each other. Then all
 * of it is rolled back and tried again.
 */
export async function undisturbed<T>(db: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (tried === TRIES || !isDisturbed(error)) throw error;
    }
    await setTimeout(PAUSE_MS * Math.min(tried, 10));
  }
}
