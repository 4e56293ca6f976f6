import type { DataSource } from 'typeorm';
import { isUnstorable } from '../faults.js';
import {
  type Knowledge,
  type NormalPosting,
  normalisePosting,
  ownId,
} from '../normalise/normalise-posting.js';
import type { ReadItem, Rejected, RejectReason } from '../posting.js';
import { type Fate, settleWaiting, type Taking, takeBatch } from '../take-postings.js';
import { countRejected, countUnmapped, type RunCounts } from '../tally.js';
import { unstorable } from '../unstorable.js';

/** One row of a push, read. */
export interface PushedRow {
  /** Counted from 1. */
  row: number;
  item: ReadItem;
}

/** What became of one row; `reason` and `sentence` say why it was rejected. */
export interface RowResult {
  row: number;
  /** Its id as it is stored; null where none could be read. */
  id: string | null;
  result: 'added' | 'changed' | 'unchanged' | 'returned' | 'rejected';
  reason?: RejectReason;
  sentence?: string;
}

export interface TakingRows {
  db: DataSource;
  knowledge: Knowledge;
  taking: Taking;
  counts: RunCounts;
}

type Read = { row: number; posting: NormalPosting } | { row: number; id: string | null; rejected: Rejected };

/**
 * Takes rows in their order: what a later row says of an id is compared with what an earlier one has stored. Answers a
 * result a row, and what was rejected for the quarantine; `counts` go on.
 */
export async function takeRows(
  rows: readonly PushedRow[],
  work: TakingRows,
): Promise<{ results: RowResult[]; rejected: Rejected[] }> {
  const read = rows.map((row) => readRow(row, work));
  const results = new Map<number, RowResult>();
  const rejected: Rejected[] = [];
  for (const run of withoutRepeats(read.filter((one) => 'posting' in one))) {
    const outcomes = await store(
      work,
      run.map(({ posting }) => posting),
    );
    for (const { row, posting } of run) {
      const id = posting.externalId;
      const outcome = outcomes.get(id)!;
      if (typeof outcome === 'string') results.set(row, { row, id, result: outcome });
      else read.push({ row, id, rejected: outcome });
    }
  }
  for (const one of read) {
    if (!('rejected' in one)) continue;
    const { reason, detail } = one.rejected;
    results.set(one.row, { row: one.row, id: one.id, result: 'rejected', reason, sentence: detail });
    rejected.push(one.rejected);
    countRejected(work.counts, one.rejected);
  }
  const told = rows.map(({ row }) => results.get(row)!);
  work.counts.read += rows.length;
  for (const { result } of told) if (result !== 'rejected') work.counts[result]++;
  return { results: told, rejected };
}

function readRow({ row, item }: PushedRow, { knowledge, counts }: TakingRows): Read {
  if (item.kind === 'rejected') return { row, id: null, rejected: item };
  const { position, posting } = item;
  const read = normalisePosting(posting, knowledge);
  if (read.kind === 'taken') {
    countUnmapped(counts, read.unmapped);
    return { row, posting: read.posting };
  }
  const { reason, detail } = read;
  const raw = JSON.stringify(posting);
  return {
    row,
    id: ownId(posting.externalId),
    rejected: { kind: 'rejected', position, reason, detail, raw },
  };
}

/** Cut where an id comes again: one statement cannot write a row twice. */
function withoutRepeats<T extends { posting: NormalPosting }>(read: readonly T[]): T[][] {
  const runs: T[][] = [];
  let ids = new Set<string>();
  for (const one of read) {
    const { externalId } = one.posting;
    if (runs.length === 0 || ids.has(externalId)) {
      runs.push([]);
      ids = new Set();
    }
    runs.at(-1)!.push(one);
    ids.add(externalId);
  }
  return runs;
}

type Stored = Exclude<Fate, 'waits'>;

/** Where Postgres finds a value that it cannot hold each posting is tried alone, so that no other falls with it. */
async function store(
  work: TakingRows,
  postings: readonly NormalPosting[],
): Promise<Map<string, Stored | Rejected>> {
  try {
    return await storeAll(work, postings);
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    if (postings.length === 1) return new Map([[postings[0]!.externalId, unstorable(postings[0]!, error)]]);
    const outcomes = new Map<string, Stored | Rejected>();
    for (const posting of postings) {
      for (const [id, outcome] of await store(work, [posting])) outcomes.set(id, outcome);
    }
    return outcomes;
  }
}

/** A push has no end to wait for: what differs from the stored is settled at once. */
async function storeAll(
  { db, taking }: TakingRows,
  postings: readonly NormalPosting[],
): Promise<Map<string, Stored>> {
  const fates = await takeBatch(db, postings, taking);
  const waiting = postings.filter(({ externalId }) => (fates.get(externalId) ?? 'waits') === 'waits');
  const settled = waiting.length === 0 ? [] : await settleWaiting(db, waiting, taking);
  return new Map([...fates, ...settled]) as Map<string, Stored>;
}
