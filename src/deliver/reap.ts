import type { DataSource } from 'typeorm';
import { type DoubtPolicy, doubtAbandoned } from './doubt.sql.js';
import { expireLetters, holdThroughNight, reapClaimed } from './reap.sql.js';

/** Letters of dead workers go back or into doubt, old ones expire, the night's wait for its end. */
export async function reap(
  { db, inDoubt: policy }: { db: DataSource; inDoubt: DoubtPolicy },
  now: Date,
): Promise<{ reaped: number; inDoubt: number; expired: number }> {
  const reason = 'no answer was recorded before the lease passed';
  const reaped = await reapClaimed(db, now);
  const inDoubt = await doubtAbandoned(db, { policy, at: now, dueAt: now, reason });
  const expired = await expireLetters(db, now);
  await holdThroughNight(db, now);
  return { reaped, inDoubt, expired };
}
