import type { DataSource, EntityManager } from 'typeorm';
import { cancelLetters } from '../deliver/enqueue.js';
import { type Secret, verify } from '../kit/tokens.js';
import { withdrawConsents } from './consents.sql.js';
import { asSubscriber, type Done, endSearch, type Missing, pauseAll, writeWeekly } from './manage.js';
import { openSearches, updateSavedSearch } from './saved-searches.sql.js';
import { unfollow } from './searches.sql.js';
import { type SubscriberRow, setEnd } from './subscribers.sql.js';
import { voidTokens } from './tokens.sql.js';
import { remember } from './undo.js';

const WEEK = 7 * 86_400_000;

/** Why people say they go; part of `ended_reason` as `left:<reason>`. */
export const LEAVE_REASONS = ['found', 'too-many', 'not-fitting', 'else'] as const;
export type LeaveReason = (typeof LEAVE_REASONS)[number];

export const endedReasonOf = (reason: LeaveReason | null): string =>
  reason === null ? 'left' : `left:${reason}`;

/** What a letter's unsubscribe link is about: one saved search, or (null) all of them. */
export interface LeaveSubject {
  subscriberId: string;
  savedSearchId: string | null;
}

/** Reads the signed token of /u/…; null when it is forged, damaged or made for something else. It never expires. */
export function readLeaveToken(secret: Secret, token: string): LeaveSubject | null {
  const subject = verify(secret, 'unsubscribe', token);
  const [, subscriberId, what] = /^(\d{1,19}):(all|[0-9a-f-]{36})$/.exec(subject ?? '') ?? [];
  if (subscriberId === undefined || what === undefined) return null;
  return { subscriberId, savedSearchId: what === 'all' ? null : what };
}

/** What the page of a letter's link offers: an end, a week's rest, or letters on Mondays alone. */
export type LeaveChoice = 'end' | 'pause' | 'weekly';

/**
 * Acts on a leave link; one that names a search never does more than end that search, for letters are forwarded:
 * `ask` means that the rest is done with a fresh link by mail. Doing it twice is doing it once: `missing` means that there
 * was nothing left to end.
 */
export function leaveBy(
  db: DataSource,
  { subject, choice, reason }: { subject: LeaveSubject; choice: LeaveChoice; reason: LeaveReason | null },
  now: Date,
): Promise<Done | Missing | { kind: 'ask' }> {
  const { subscriberId, savedSearchId: id } = subject;
  if (id === null) return leaveOr(db, { subscriberId, choice, reason }, now);
  if (choice !== 'end') return Promise.resolve({ kind: 'ask' });
  return endSearch(db, { subscriberId, id, reason: endedReasonOf(reason) }, now);
}

/** The same choice for whoever may manage. */
export function leaveOr(
  db: DataSource,
  { subscriberId, choice, reason }: { subscriberId: string; choice: LeaveChoice; reason: LeaveReason | null },
  now: Date,
): Promise<Done | Missing> {
  if (choice === 'weekly') return writeWeekly(db, { subscriberId }, now);
  if (choice === 'end') return leave(db, { subscriberId, reason }, now);
  return pauseAll(db, { subscriberId, until: new Date(now.getTime() + WEEK), orLonger: true }, now);
}

/** Ends everything: the searches, the consent, the letters that wait, the links that were sent. */
export function leave(
  db: DataSource,
  { subscriberId, reason }: { subscriberId: string; reason: LeaveReason | null },
  now: Date,
): Promise<Done | Missing> {
  return asSubscriber(db, subscriberId, async (tx, subscriber) => {
    const open = await openSearches(tx, subscriberId);
    const searches = open.filter(({ confirmedAt }) => confirmedAt !== null);
    const undo = await remember(tx, { subscriber, searches, settings: true }, now);
    await endAll(tx, { subscriber, reason: endedReasonOf(reason) }, now);
    return { kind: 'done', undo };
  });
}

/** The subscriber's row is locked by the caller. */
export async function endAll(
  tx: EntityManager,
  { subscriber: { id }, reason }: { subscriber: SubscriberRow; reason: string },
  now: Date,
): Promise<void> {
  const open = await openSearches(tx, id);
  for (const saved of open) {
    await updateSavedSearch(tx, id, { ...saved, endedAt: now, endedReason: reason });
  }
  await unfollow(
    tx,
    open.map(({ searchId }) => searchId),
  );
  await setEnd(tx, { id, at: now, reason }, now);
  await withdrawConsents(tx, id, now);
  await voidTokens(tx, id, { purposes: ['confirm', 'login'], now });
  await cancelLetters(tx, id, { kinds: ['confirm', 'login', 'digest'], now });
}
