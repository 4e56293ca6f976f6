import type { OpenSearch } from './found.sql.js';

/** From where a search is still to be told, as `seq` in decimal, and since when (ISO 8601). */
export interface Mark {
  seq: string;
  at: string;
}

/** How far one person has been told: all searches up to `toldUptoSeq`, but for those held back, by their own id. */
export interface Standing {
  toldUptoSeq: string;
  toldAt: Date;
  /**
   * The searches that stood aside when the others were told: paused, not yet confirmed, ended (which can be taken back
   * for a day), or behind in matching. What they find meanwhile is told once they are back.
   */
  held: Readonly<Record<string, Mark>>;
}

type Marked = Pick<OpenSearch, 'id' | 'searchId' | 'sinceSeq'>;

/** Beyond which `seq` a search has something to tell this person. */
export const markOf = (
  { toldUptoSeq, held }: Standing,
  { id, sinceSeq }: Pick<Marked, 'id' | 'sinceSeq'>,
): bigint => greater(BigInt(held[id]?.seq ?? toldUptoSeq), BigInt(sinceSeq));

/** Since when the news of these searches has been waiting. */
export function waitingSince({ toldAt, held }: Standing, searches: readonly Pick<Marked, 'id'>[]): Date {
  const times = searches.map(({ id }) => held[id]?.at).filter((at) => at !== undefined);
  return new Date(Math.min(toldAt.getTime(), ...times.map((at) => Date.parse(at))));
}

/** What was told, what stood aside, and how far each search has been matched. */
interface Round {
  open: readonly Marked[];
  aside: readonly Marked[];
  uptoOf: ReadonlyMap<string, bigint>;
}

/**
 * Where a person stands once the open searches have been told at `now`: where the slowest of them is in matching. What
 * stood aside stays where it was.
 */
export function afterTelling(before: Standing, { open, aside, uptoOf }: Round, now: Date): Standing {
  const told = BigInt(before.toldUptoSeq);
  const reached = open.map(({ id, searchId }) => ({ id, upto: uptoOf.get(searchId) ?? told }));
  const upto = reached.length === 0 ? told : greater(told, reached.map((one) => one.upto).reduce(lesser));
  const held: Record<string, Mark> = {};
  for (const search of aside) {
    const at = before.held[search.id]?.at ?? before.toldAt.toISOString();
    held[search.id] = { seq: markOf(before, search).toString(), at };
  }
  // Back from aside, and matched less far than the others had been told.
  for (const behind of reached.filter((one) => one.upto < upto)) {
    held[behind.id] = { seq: behind.upto.toString(), at: now.toISOString() };
  }
  return { toldUptoSeq: upto.toString(), toldAt: now, held };
}

const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);
