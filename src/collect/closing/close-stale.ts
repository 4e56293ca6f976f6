import type { DataSource } from 'typeorm';
import { undisturbed } from '../clusters/undisturbed.js';

/** Nobody keeps an offer open for a month without a word of it: boards drop theirs after 30 days too. */
const DAYS_UNSEEN = 30;

/**
 * Closes what its source said would expire by `now`, and what no run has seen for 30 days; answers how many. Reads
 * every open vacancy: call it once a run, not once a batch. It holds rows of every Source, in no order, as an importer
 * holds those of its own: where the two wait for each other Postgres ends one of them, and that one tries again.
 */
export const closeStale = (db: DataSource, now: Date): Promise<number> =>
  undisturbed(db, async (tx) => {
    const [, closed] = await tx.query(CLOSE, [now, DAYS_UNSEEN]);
    return closed;
  });

const CLOSE = `
  update vacancy
     set closed_at = $1, closed_reason = case when expires_at <= $1 then 'expired' else 'unseen' end
   where closed_at is null
     and (expires_at <= $1 or last_seen_at < $1::timestamptz - make_interval(days => $2))`;
