import type { DataSource } from 'typeorm';
import { faultSentence } from '../faults.js';
import { ingest } from '../ingest.js';
import type { RunCounts } from '../tally.js';
import { findAnswer, findBroken } from './earlier.sql.js';
import type { Scheduled } from './ensure-sources.js';
import { settleFailure, settleSuccess } from './schedule.sql.js';

/** What became of one source in one run. */
export interface SourceOutcome {
  name: string;
  /** What is stored, of a run that failed too; null when nothing was read. */
  counts: RunCounts | null;
  /** A sentence. */
  error: string | null;
  /** When it is asked again after a failure. */
  pausedUntil: Date | null;
}

/**
 * Asks one source and takes what it lists, from where its last run broke if it did. Nobody else may read it meanwhile. A
 * failure is an outcome; only a database that is gone is thrown.
 */
export async function runSource(db: DataSource, source: Scheduled, now: Date): Promise<SourceOutcome> {
  const { id, name, every, complete, settings } = source;
  let stored: RunCounts | null = null;
  const onProgress = (counts: RunCounts): void => {
    if (counts.read > 0) stored = counts;
  };
  try {
    const asked = { source: id, settings, now };
    const resumes = await findBroken(db, asked);
    const answer = resumes === null ? await findAnswer(db, asked) : null;
    const items = source.items(now, { resume: resumes?.place ?? null, answer });
    const counts = await ingest(db, { ...asked, items, complete, resumes, onProgress });
    await settleSuccess(db, id, new Date(now.getTime() + every));
    return { name, counts, error: null, pausedUntil: null };
  } catch (error) {
    const reason = faultSentence(error);
    const pausedUntil = await settleFailure(db, id, { reason, now });
    return { name, counts: stored, error: reason, pausedUntil };
  }
}
