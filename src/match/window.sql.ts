import type { EntityManager } from 'typeorm';

/** The vacancies numbered in (from, upto]. */
export interface Window {
  from: string;
  upto: string;
}

/** So many are matched in one go at most: about 300 MB of index. */
const SLICE = 200_000;

/** Where a window ends that may not hold more than `slice` vacancies: at `upto`, or at the last of them. */
export async function endOfSlice(tx: EntityManager, { from, upto }: Window, slice = SLICE): Promise<string> {
  const [row] = await tx.query(
    `select seq from vacancy where seq > $1 and seq <= $2 and closed_at is null order by seq offset $3 limit 1`,
    [from, upto, slice - 1],
  );
  return row?.seq ?? upto;
}

/** The greatest published number; '0' where nothing has been published. */
export async function lastSeq(tx: EntityManager): Promise<string> {
  const [{ seq }] = await tx.query('select coalesce(max(seq), 0) as seq from vacancy');
  return seq;
}

/** How much there is to match, counted no further than `most` each. */
export async function sizeOf(
  tx: EntityManager,
  { from, upto }: Window,
  most: { vacancies: number; searches: number },
): Promise<{ vacancies: number; searches: number }> {
  const [row] = await tx.query(
    `select (select count(*)::int from (
               select from vacancy where seq > $1 and seq <= $2 and closed_at is null limit $3) v) as vacancies,
            (select count(*)::int from (select from search where followers > 0 limit $4) s) as searches`,
    [from, upto, most.vacancies, most.searches],
  );
  return row;
}
