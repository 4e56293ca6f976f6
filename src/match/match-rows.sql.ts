import type { EntityManager } from 'typeorm';
import { clientOf, copyIn } from '../store/copy-in.js';

const COPY = `
  copy match (search_id, upto_seq, made_on, from_seq, total, vacancy_ids) from stdin (format binary)`;

/** Stores rows as `MatchWriter` writes them; the partition of their day must exist. */
export async function insertMatches(tx: EntityManager, rows: readonly Buffer[]): Promise<void> {
  if (rows.length > 0) await copyIn(await clientOf(tx), COPY, rows);
}
