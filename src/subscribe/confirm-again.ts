import type { DataSource, EntityManager } from 'typeorm';
import { hmac } from '../kit/tokens.js';
import { addressKey } from './address.js';
import { mayAsk } from './limits.js';
import { openSearches, type SavedSearchRow } from './saved-searches.sql.js';
import { sendAsked } from './send-asked.js';
import { isSuppressed, type SubscriberRow, subscriberById } from './subscribers.sql.js';
import { newestConfirmSubject, staleToken } from './tokens.sql.js';
import type { LetterTools } from './tools.js';

/** Whose letter is to be sent again: of this saved search, or of the newest that waits to be confirmed. */
export interface Waiting {
  subscriberId: string;
  savedSearchId?: string;
}

/** What waits to be confirmed, with whose it is; null for nothing. */
export async function readWaiting(
  tx: EntityManager,
  { subscriberId, savedSearchId }: Waiting,
): Promise<{ subscriber: SubscriberRow; saved: SavedSearchRow } | null> {
  const subscriber = await subscriberById(tx, subscriberId, { lock: false });
  const open = await openSearches(tx, subscriberId);
  const saved = open.findLast(({ id, confirmedAt }) => confirmedAt === null && (savedSearchId ?? id) === id);
  return subscriber === null || saved === undefined ? null : { subscriber, saved };
}

/** What a confirm link is about that has expired, for as long as its search still waits; null for any other link. */
export async function waitingOf(tx: EntityManager, token: string): Promise<Waiting | null> {
  const stale = await staleToken(tx, { text: token, purpose: 'confirm' });
  const [savedSearchId] = stale?.subject.split(':') ?? [];
  if (stale === null || savedSearchId === undefined) return null;
  const waiting = { subscriberId: stale.subscriberId, savedSearchId };
  return (await readWaiting(tx, waiting)) && waiting;
}

/**
 * The letter with the confirm link once more, with a new link; within the limits of such letters, and to the address
 * that the search was asked for with, never another. Answers nothing: whoever asks is told the same.
 */
export function confirmAgain(
  db: DataSource,
  { ip, ...waiting }: Waiting & { ip: string | null },
  world: { tools: LetterTools; now: Date },
): Promise<void> {
  return db.transaction((tx) => sendAgain(tx, { ...waiting, ip }, world));
}

/** As `confirmAgain`, in the caller's transaction; `ip` null: the network has been counted already. */
export async function sendAgain(
  tx: EntityManager,
  { ip, ...waiting }: Waiting & { ip: string | null },
  { tools, now }: { tools: LetterTools; now: Date },
): Promise<void> {
  const seen = await readWaiting(tx, waiting);
  const key = addressKey(seen?.subscriber.email ?? '');
  if (seen === null || key === null) return;
  // The limit's row before the subscriber's, as everywhere.
  const asker = { kind: 'confirm' as const, addressKey: key, ip, secret: tools.secret };
  if (!(await mayAsk(tx, asker, now)) || (await isSuppressed(tx, hmac(tools.secret, 'address', key), now))) {
    return;
  }
  const { subscriberId } = waiting;
  await subscriberById(tx, subscriberId, { lock: true });
  const found = await readWaiting(tx, waiting);
  const savedSearchId = found?.saved.id ?? '';
  const subject = await newestConfirmSubject(tx, { subscriberId, savedSearchId });
  const consentId = subject?.split(':')[1];
  if (found !== null && consentId !== undefined) await sendAsked(tx, { ...found, consentId }, { tools, now });
}
