import type { DataSource, EntityManager } from 'typeorm';
import { markReturnsApplied, type Return, takeReturns } from '../deliver/returns.sql.js';
import { endAll } from './leave.js';
import { subscriberById } from './subscribers.sql.js';
import { voidTokens } from './tokens.sql.js';

/** What ends everything, and the reason that stays: a complaint, a mailed unsubscribe, an address that is dead. */
const ENDS = new Map([
  ['complaint', 'complained'],
  ['unsubscribe', 'left'],
  ['hard', 'bounced'],
]);

/**
 * Ends the searches of whoever complained, wrote "unsubscribe" or cannot be reached; answers how many people. One
 * return a transaction: whoever held one person's searches while waiting for another person could block both.
 */
export async function applyReturns(db: DataSource, now: Date): Promise<number> {
  let ended = 0;
  for (let left = true; left; ) {
    left = await db.transaction(async (tx) => {
      const [next] = await takeReturns(tx, { limit: 1 });
      if (next === undefined) return false;
      if (await apply(tx, next, now)) ended += 1;
      await markReturnsApplied(tx, [next.id], now);
      return true;
    });
  }
  return ended;
}

async function apply(tx: EntityManager, { kind, subscriberId }: Return, now: Date): Promise<boolean> {
  const reason = ENDS.get(kind);
  if (reason === undefined || subscriberId === null) return false;
  const subscriber = await subscriberById(tx, subscriberId, { lock: true });
  if (subscriber === null) return false;
  // An older undo would bring them back without being asked, also whoever had left before this came.
  await voidTokens(tx, subscriberId, { purposes: ['undo'], now });
  if (subscriber.endedAt !== null) return false;
  await endAll(tx, { subscriber, reason }, now);
  return true;
}
