import type { EntityManager } from 'typeorm';

/** The vacancies numbered in (from, upto]. */
export interface Window {
  from: string;
  upto: string;
}

/**
 * Copies the open vacancies of a window into a temporary table with a GIN index of its own, and answers how many there
 * are. Searches are then asked of the window alone: a day's thousand instead of a year's million. The table goes with
 * the transaction.
 */
export async function openWindow(tx: EntityManager, { from, upto }: Window): Promise<number> {
  await tx.query(COPY, [from, upto]);
  await tx.query('create index fresh_document_idx on fresh using gin (document) with (fastupdate = off)');
  await tx.query('analyze fresh');
  const [{ n }] = await tx.query('select count(*)::int as n from fresh');
  return n;
}

const COPY = `
  create temporary table fresh on commit drop as
  select id, seq, document, place_ids, city_key, pay_month_rub, experience, schedule, employment, employer_id, agency
    from vacancy
   where seq > $1 and seq <= $2 and closed_at is null`;

/** The greatest published number; '0' where nothing has been published. */
export async function lastSeq(tx: EntityManager): Promise<string> {
  const [{ seq }] = await tx.query('select coalesce(max(seq), 0) as seq from vacancy');
  return seq;
}
