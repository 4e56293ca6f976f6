import type { DataSource } from 'typeorm';
import { breather } from '../../kit/breather.js';
import { isSuspect } from '../closing/close-missing.js';
import { faultSentence } from '../faults.js';
import { FeedError } from '../formats/inflate.js';
import { type Line, linesOf } from '../formats/lines-of.js';
import { readLine } from '../formats/ndjson.js';
import { textOf } from '../formats/text-of.js';
import { knowledgeOf } from '../ingest.js';
import { publishAll } from '../publish.sql.js';
import { finishRun, insertRejected, openRun } from '../run.sql.js';
import { emptyCounts, type RunCounts, rejectedInAll } from '../tally.js';
import { PUSH_BOUNDS, PushTooLarge, withinBytes, withinRows } from './push-bounds.js';
import { type PushedRow, type RowResult, type TakingRows, takeRows } from './take-rows.js';

export interface PushMany {
  /** The row id of the Source. */
  source: number;
  /** One vacancy a line, as JSON; compressed or not. */
  bytes: AsyncIterable<Uint8Array>;
  now: Date;
}

export interface PushAnswer {
  counts: RunCounts;
  /** In the order of the rows. */
  results: RowResult[];
  /** Why not everything was read; what `results` tell is stored all the same. */
  cut: Cut | null;
}

/** More than a request may bring, or what could not be read on; with a sentence. */
export interface Cut {
  kind: 'too-large' | 'unreadable';
  sentence: string;
}

// Twenty are analysed in some 10 ms: whoever asks for a page meanwhile waits no longer than that.
const BATCH = 20;

/**
 * Takes many vacancies as one run of their Source, and publishes them. Nothing is closed for being absent. Throws what
 * ended the run early (a connection that broke, the database); what was read before stays.
 */
export async function pushMany(db: DataSource, { source, bytes, now }: PushMany): Promise<PushAnswer> {
  const begun = performance.now();
  const { id, startedAt } = await openRun(db, { source, now, complete: false });
  const counts = emptyCounts(id);
  const taking = { source, now, seenAt: startedAt };
  const results: RowResult[] = [];
  const finish = (error: string | null) =>
    finishRun(db, { id, now, error, counts, tookMs: performance.now() - begun });
  try {
    const work = { db, knowledge: await knowledgeOf(db, now), taking, counts };
    const cut = await takeAll(readRows(bytes), work, results);
    counts.suspect = isSuspect({ read: counts.read, rejected: rejectedInAll(counts) });
    await finish(cut?.sentence ?? null);
    return { counts, results, cut };
  } catch (error) {
    await finish(faultSentence(error)).catch(() => undefined);
    throw error;
  } finally {
    await publishAll(db);
  }
}

/** Answers what ended it early, else null. */
async function takeAll(
  rows: AsyncIterable<PushedRow>,
  work: TakingRows,
  results: RowResult[],
): Promise<Cut | null> {
  const breathe = breather();
  let held: PushedRow[] = [];
  const take = async (): Promise<void> => {
    const taken = await takeRows(held, work);
    held = [];
    await insertRejected(work.db, {
      runId: work.counts.runId,
      rejected: taken.rejected,
      now: work.taking.now,
    });
    results.push(...taken.results);
    await breathe();
  };
  let cut: Cut | null = null;
  try {
    for await (const row of rows) {
      held.push(row);
      if (held.length >= BATCH) await take();
    }
  } catch (error) {
    if (error instanceof PushTooLarge) cut = { kind: 'too-large', sentence: error.message };
    else if (error instanceof FeedError) cut = { kind: 'unreadable', sentence: error.message };
    else throw error;
  }
  if (held.length > 0) await take();
  return cut;
}

async function* readRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<PushedRow> {
  const text = withinBytes(textOf({ bytes: withinBytes(unbroken(bytes)) }));
  const lines = linesOf(text, PUSH_BOUNDS.rowCharacters);
  for await (const line of withinRows(notEmpty(lines))) {
    yield { row: line.number, item: readLine(line, PUSH_BOUNDS.rowCharacters) };
  }
}

/** A sender who goes away in the middle is no fault of ours. */
async function* unbroken(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (cause) {
    throw new FeedError('The request broke off before its end: send it again.', { cause });
  }
}

async function* notEmpty(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  for await (const line of lines) if (line.text.trim() !== '') yield line;
}
