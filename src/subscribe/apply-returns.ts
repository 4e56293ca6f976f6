import type { DataSource } from 'typeorm';
import { markReturnsApplied, takeReturns } from '../deliver/returns.sql.js';
import { endAll } from './leave.js';
import { subscriberById } from './subscribers.sql.js';

const BATCH = 100;

/** What ends everything, and the reason that stays: a complaint, a mailed unsubscribe, an address that is dead. */
const ENDS = new Map([
  ['complaint', 'complained'],
  ['unsubscribe', 'left'],
  ['hard', 'bounced'],
]);

/** Ends the searches of whoever complained, wrote "unsubscribe" or cannot be reached; answers how many people. */
export async function applyReturns(db: DataSource, now: Date): Promise<number> {
  let ended = 0;
  for (let taken = BATCH; taken === BATCH; ) {
    taken = await db.transaction(async (tx) => {
      const returns = await takeReturns(tx, { limit: BATCH });
      for (const { subscriberId, kind } of inOneOrder(returns)) {
        const reason = ENDS.get(kind);
        if (reason === undefined || subscriberId === null) continue;
        const subscriber = await subscriberById(tx, subscriberId, { lock: true });
        if (subscriber === null || subscriber.endedAt !== null) continue;
        await endAll(tx, { subscriber, reason }, now);
        ended += 1;
      }
      await markReturnsApplied(
        tx,
        returns.map(({ id }) => id),
        now,
      );
      return returns.length;
    });
  }
  return ended;
}

// Two processes that lock the same people lock them in the same order.
const inOneOrder = <T extends { subscriberId: string | null }>(returns: T[]): T[] =>
  returns.toSorted((a, b) => Number(BigInt(a.subscriberId ?? 0) - BigInt(b.subscriberId ?? 0)));
