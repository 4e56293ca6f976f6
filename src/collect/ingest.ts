import { performance } from 'node:perf_hooks';
import type { DataSource } from 'typeorm';
import { closeMissing, isSuspect } from './closing/close-missing.js';
import { undisturbed } from './clusters/undisturbed.js';
import { faultSentence } from './faults.js';
import type { Knowledge } from './normalise/normalise-posting.js';
import { readCatalogue } from './places/catalogue.js';
import { placeResolver, type ResolvePlaces } from './places/resolve.js';
import type { RunItem } from './posting.js';
import { publishAll } from './publish.sql.js';
import { ratesOf } from './rates/rates.sql.js';
import { openRun } from './run.sql.js';
import { RunIntake } from './run-intake.js';
import { RunMarks } from './run-marks.js';
import type { BrokenRun } from './sources/earlier.sql.js';
import { countsAt, emptyCounts, type RunCounts, rejectedInAll } from './tally.js';

export interface Ingest {
  /** The row id of the source. */
  source: number;
  items: AsyncIterable<RunItem>;
  now: Date;
  /** The items are the source's whole list: what is missing may be closed (collecting.md rule 5). */
  complete?: boolean;
  /** Close what is missing at once, whatever is usual. */
  closeNow?: boolean;
  /** A hash of the source's entry: a later run may build on this one while it is the same. Absent: none may. */
  settings?: string;
  /** The run that this one goes on with: `items` begin where that one stood. */
  resumes?: BrokenRun | null;
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
  const { id, startedAt } = run.resumes ?? (await openRun(db, { source, now, complete }));
  const counts = run.resumes ? countsAt(run.resumes) : emptyCounts(id);
  const intake = new RunIntake(db, knowledge, { source, now, seenAt: startedAt }, counts);
  const marks = new RunMarks(db, { run, startedAt, counts, begun });
  try {
    await readAll(intake, run, marks);
    await marks.finish();
    if (complete && !counts.notModified) await closeWhatIsMissing(db, run, counts);
  } catch (error) {
    // What ended the run may be the database itself: its own error is the one to tell.
    await marks.breakOff(faultSentence(error)).catch(() => undefined);
    await publishAll(db).catch(() => undefined);
    throw error;
  }
  await marks.keepAnswer();
  await publishAll(db);
  return counts;
}

async function readAll(intake: RunIntake, { items, onProgress }: Ingest, marks: RunMarks): Promise<void> {
  const { counts } = intake;
  try {
    await marks.begin();
    for await (const item of items) {
      if (item.kind === 'posting' || item.kind === 'rejected') {
        if (await intake.take(item)) onProgress?.(counts);
        continue;
      }
      if (item.kind === 'page-end') await intake.finish();
      await marks.take(item);
      onProgress?.(counts);
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
  const { closed, held } = await undisturbed(db, (tx) => closeMissing(tx, finished));
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
