import { performance } from 'node:perf_hooks';
import type { DataSource } from 'typeorm';
import { closeMissing, isSuspect } from './closing/close-missing.js';
import { faultSentence } from './faults.js';
import type { Knowledge } from './normalise/normalise-posting.js';
import { readCatalogue } from './places/catalogue.js';
import { placeResolver, type ResolvePlaces } from './places/resolve.js';
import type { ReadItem } from './posting.js';
import { publishAll } from './publish.sql.js';
import { ratesOf } from './rates.sql.js';
import { finishRun, openRun } from './run.sql.js';
import { RunIntake } from './run-intake.js';
import { emptyCounts, type RunCounts, rejectedInAll } from './tally.js';

export interface Ingest {
  /** The row id of the source. */
  source: number;
  items: AsyncIterable<ReadItem>;
  now: Date;
  /** The items are the source's whole list: what is missing may be closed (collecting.md rule 5). */
  complete?: boolean;
  /** Close what is missing at once, whatever is usual. */
  closeNow?: boolean;
  /** Told after every batch, and at the end also of a run that breaks, what is stored by then. */
  onProgress?: (counts: RunCounts) => void;
}

/**
 * Takes a whole run of one source into the tables: opens the `source_run`, normalises and stores in batches, closes
 * what is due, publishes. When `items` throws, what was read stays, the run keeps the error, and it is thrown on.
 */
export async function ingest(db: DataSource, run: Ingest): Promise<RunCounts> {
  const { source, now, complete = false } = run;
  const begun = performance.now();
  const knowledge = await knowledgeOf(db, now);
  const { id, startedAt } = await openRun(db, { source, now, complete });
  const intake = new RunIntake(db, knowledge, { source, now, seenAt: startedAt }, emptyCounts(id));
  const finish = (error: string | null) =>
    finishRun(db, { id, now, error, counts: intake.counts, tookMs: performance.now() - begun });
  try {
    await readAll(intake, run);
    await finish(null);
    if (complete) await closeWhatIsMissing(db, run, intake.counts);
  } catch (error) {
    // What ended the run may be the database itself: its own error is the one to tell.
    await finish(faultSentence(error)).catch(() => undefined);
    await publishAll(db).catch(() => undefined);
    throw error;
  }
  await publishAll(db);
  return intake.counts;
}

async function readAll(intake: RunIntake, { items, onProgress }: Ingest): Promise<void> {
  const { counts } = intake;
  try {
    for await (const item of items) {
      if (await intake.take(item)) onProgress?.(counts);
    }
  } catch (error) {
    // A feed that breaks in the middle leaves what was whole before, the batch under way too.
    await intake.finish().catch(() => undefined);
    onProgress?.(counts);
    throw error;
  }
  await intake.finish();
  onProgress?.(counts);
  counts.suspect = isSuspect({ read: counts.read, rejected: rejectedInAll(counts) });
}

/** A feed of which a fifth cannot be read closes nothing, even when the operator says so. */
async function closeWhatIsMissing(
  db: DataSource,
  { source, now, closeNow = false }: Ingest,
  counts: RunCounts,
): Promise<void> {
  const finished = { runId: counts.runId, sourceId: source, now, closeNow: closeNow && !counts.suspect };
  const { closed, held } = await db.transaction((tx) => closeMissing(tx, finished));
  counts.closed = closed;
  counts.suspect ||= held !== null;
  counts.held = held;
}

/** What postings of `now` are read by. */
export const knowledgeOf = async (db: DataSource, now: Date): Promise<Knowledge> => ({
  resolvePlaces: places(),
  rateOf: await ratesOf(db, now),
});

let resolver: ResolvePlaces | null = null;

/** Made once a process: it remembers the places it has read. */
function places(): ResolvePlaces {
  resolver ??= placeResolver(readCatalogue());
  return resolver;
}
