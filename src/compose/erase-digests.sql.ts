import type { EntityManager } from 'typeorm';
import { deleteRowsOf } from '../store/rows-of.sql.js';

/** Forgets what a person was told and is to be told next; answers how many rows by table. */
export const eraseDigests = (tx: EntityManager, subscriberId: string): Promise<Record<string, number>> =>
  deleteRowsOf(tx, subscriberId, ['digest_item', 'digest', 'schedule']);
