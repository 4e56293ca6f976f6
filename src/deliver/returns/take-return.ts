import type { EntityManager } from 'typeorm';
import { suppress } from '../suppression.sql.js';
import { ASLEEP, boxScore } from './box-score.js';
import type { Came } from './came.js';
import { boxHistory, countStrikes, insertCame, letAct, lockAddress } from './came.sql.js';

const DAY = 86_400_000;
const STRIKES = 2;
// Postal's own: an address that was refused for good is left alone for 30 days, then may be asked for again.
const DEAD_DAYS = 30;
const ASLEEP_DAYS = 14;
const WINDOW_DAYS = 30;

/**
 * Writes down what came back and suppresses at once what must not be written to (design/delivery.md §2); the ends of
 * searches follow in subscribe's next run. Content, rate, road and our own faults never blame the person. False when
 * the same came before, and nothing was done.
 */
export async function takeReturn(tx: EntityManager, came: Came, now: Date): Promise<boolean> {
  if (came.addressHash !== null) await lockAddress(tx, came.addressHash);
  const ends = came.kind === 'complaint' || came.kind === 'unsubscribe' || isDeadAtOnce(came);
  const id = await insertCame(tx, came, { acts: ends && came.subscriberId !== null, now });
  if (id === null) return false;
  if (came.addressHash === null) return true;
  const address = { addressHash: came.addressHash, evidence: `bounce_event ${id}` };
  if (came.kind === 'complaint') {
    await suppress(tx, { ...address, scope: 'all', reason: 'complaint', expiresAt: null }, now);
  } else if (
    came.kind === 'hard' &&
    (isDeadAtOnce(came) || (await isStruckOut(tx, address.addressHash, now)))
  ) {
    await suppress(tx, { ...address, scope: 'all', reason: 'dead', expiresAt: later(now, DEAD_DAYS) }, now);
    if (came.subscriberId !== null) await letAct(tx, id);
  } else if (came.kind === 'soft' && came.cause === 'box' && (await isAsleep(tx, came, now))) {
    await suppress(
      tx,
      { ...address, scope: 'digest', reason: 'asleep', expiresAt: later(now, ASLEEP_DAYS) },
      now,
    );
  }
  return true;
}

/** What the receiving side itself said of the address; anything less sure is believed when it comes twice. */
const isDeadAtOnce = ({ kind, told }: Came): boolean =>
  kind === 'hard' && (told === 'relay' || told === 'provider');

const isStruckOut = async (tx: EntityManager, addressHash: Buffer, now: Date): Promise<boolean> =>
  (await countStrikes(tx, addressHash, later(now, -WINDOW_DAYS))) >= STRIKES;

async function isAsleep(tx: EntityManager, { subscriberId, addressHash }: Came, now: Date): Promise<boolean> {
  if (subscriberId === null || addressHash === null) return false;
  const letters = await boxHistory(tx, { subscriberId, addressHash }, later(now, -WINDOW_DAYS));
  return boxScore(letters) >= ASLEEP;
}

const later = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY);
