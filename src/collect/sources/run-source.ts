import type { DataSource } from 'typeorm';
import { FeedError } from '../formats/inflate.js';
import { ingest } from '../ingest.js';
import type { RunCounts } from '../tally.js';
import type { Scheduled } from './ensure-sources.js';
import { settleFailure, settleSuccess } from './schedule.sql.js';

/** What became of one source in one run. */
export interface SourceOutcome {
  name: string;
  /** Null when the run failed; what it had read until then is stored all the same. */
  counts: RunCounts | null;
  /** A sentence. */
  error: string | null;
  /** When it is asked again after a failure. */
  pausedUntil: Date | null;
}

/** Asks one source and takes what it lists. A failure is an outcome; only a database that is gone is thrown. */
export async function runSource(db: DataSource, source: Scheduled, now: Date): Promise<SourceOutcome> {
  const { id, name, every, complete } = source;
  try {
    const counts = await ingest(db, { source: id, items: source.items(now), now, complete });
    await settleSuccess(db, id, new Date(now.getTime() + every));
    return { name, counts, error: null, pausedUntil: null };
  } catch (error) {
    const reason = sentenceOf(error);
    const pausedUntil = await settleFailure(db, id, { reason, now });
    return { name, counts: null, error: reason, pausedUntil };
  }
}

const sentenceOf = (error: unknown): string =>
  error instanceof FeedError
    ? error.message
    : `An unexpected fault ended the run: ${(error as Error).message}`;
