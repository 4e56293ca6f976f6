import type { DataSource } from 'typeorm';
import { sweepRejected, sweepRuns } from '../collect/retention/sweep-runs.sql.js';
import { sweepVacancies } from '../collect/retention/sweep-vacancies.js';
import {
  dropBodies,
  dropReturnedMails,
  sweepLaneHours,
  sweepLetters,
  sweepReturns,
  sweepSuppressions,
} from '../deliver/retention.sql.js';
import { dropMatches } from '../match/retention.js';
import type { Sweeping } from '../store/batches.js';
import { sweepLimits, sweepTokens } from '../subscribe/retention.sql.js';
import { dropUnconfirmed } from '../subscribe/tidy.js';
import { sweepSearches } from './sweep-searches.js';

/** What is kept, for how long, and how it goes. docs/operating.md says why; a test compares the two. */
export interface Retention {
  table: string;
  days: number;
  sweep(db: DataSource, ago: { now: Date; before: Date }, sweeping: Sweeping): Promise<number>;
}

const DAY = 86_400_000;
/** Who was closed for so long and hires again may be told again (matching.md §7), so nothing needs to know of it. */
const CLOSED_DAYS = 60;

/** Unconfirmed people first: their searches may go in the same run. */
export const RETENTIONS: readonly Retention[] = [
  // Dropped day by day, by partition.
  { table: 'letter_body', days: 7, sweep: (db, { before }) => dropBodies(db, before) },
  { table: 'returned_mail', days: 7, sweep: (db, { before }) => dropReturnedMails(db, before) },
  // As long as a pause holds what was found.
  { table: 'match', days: 40, sweep: (db, { before }) => dropMatches(db, before) },
  { table: 'saved_search', days: 7, sweep: dropUnconfirmed },
  { table: 'search', days: 2, sweep: (db, { before }, sweeping) => sweepSearches(db, before, sweeping) },
  { table: 'token', days: 30, sweep: (db, { before }, sweeping) => sweepTokens(db, before, sweeping) },
  { table: 'rate_limit', days: 31, sweep: (db, { before }, sweeping) => sweepLimits(db, before, sweeping) },
  { table: 'letter', days: 90, sweep: (db, { before }, sweeping) => sweepLetters(db, before, sweeping) },
  { table: 'lane_hour', days: 90, sweep: (db, { before }, sweeping) => sweepLaneHours(db, before, sweeping) },
  {
    table: 'bounce_event',
    days: 90,
    sweep: (db, { before }, sweeping) => sweepReturns(db, before, sweeping),
  },
  {
    table: 'suppression',
    days: 0,
    sweep: (db, { before }, sweeping) => sweepSuppressions(db, before, sweeping),
  },
  {
    table: 'rejected_posting',
    days: 14,
    sweep: (db, { before }, sweeping) => sweepRejected(db, before, sweeping),
  },
  { table: 'source_run', days: 90, sweep: (db, { before }, sweeping) => sweepRuns(db, before, sweeping) },
  // A year of figures, with a leap day to spare.
  {
    table: 'vacancy',
    days: 367,
    sweep: (db, { now, before }, sweeping) => {
      const closedBefore = new Date(now.getTime() - CLOSED_DAYS * DAY);
      return sweepVacancies(db, { closedBefore, seenBefore: before }, sweeping);
    },
  },
];
