import type { EntityManager } from 'typeorm';
import { closeMissed } from './close-missed.sql.js';
import { holdRun, weighRun } from './weigh-run.sql.js';

/** A complete run that has been read to its end. */
export interface FinishedRun {
  runId: string;
  sourceId: number;
  now: Date;
  /** The operator vouches for the list: no guard, and one miss is enough. */
  closeNow: boolean;
}

export interface Closing {
  closed: number;
  /** A sentence that says why nothing was closed; null where the guard had no objection. */
  held: string | null;
}

/**
 * Closes what a complete run did not bring (design/collecting.md rule 5): a vacancy that two healthy runs in a row
 * missed. A run is not healthy, is marked suspect and closes nothing when more than a fifth of it was rejected or when
 * it brought less than half of the usual: real boards fall from 122 vacancies to 24 and are back in forty minutes.
 *
 * The run's row must hold its counts already; its `closed` and `suspect` are written here. What a run saw is known by
 * `last_seen_at >= started_at`, so every run must start later than the one before it.
 */
export async function closeMissing(tx: EntityManager, run: FinishedRun): Promise<Closing> {
  const held = run.closeNow ? null : objection(await weighRun(tx, run.runId));
  if (held !== null) {
    await holdRun(tx, run.runId);
    return { closed: 0, held };
  }
  return { closed: await closeMissed(tx, run), held: null };
}

/** What one run weighs beside those before it. */
export interface RunWeight {
  read: number;
  rejected: number;
  /** The median yield of the last ten healthy complete runs before; null where there was none. */
  usual: number | null;
}

const MOST_REJECTED = 0.2;
const LEAST_OF_USUAL = 0.5;

/** Whether so many were rejected that the feed itself is in doubt. */
export const isSuspect = ({ read, rejected }: Omit<RunWeight, 'usual'>): boolean =>
  rejected > MOST_REJECTED * read;

function objection({ read, rejected, usual }: RunWeight): string | null {
  if (isSuspect({ read, rejected })) {
    return `${rejected} of ${read} postings were rejected, more than a fifth: nothing was closed.`;
  }
  const taken = read - rejected;
  if (taken === 0) return 'The run brought no posting at all: nothing was closed.';
  if (usual !== null && taken < LEAST_OF_USUAL * usual) {
    return `The run brought ${taken} postings where ${usual} are usual, less than half: nothing was closed. Use --close-now if the list is really that short.`;
  }
  return null;
}
