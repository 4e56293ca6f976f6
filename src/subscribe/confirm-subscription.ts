import type { DataSource, EntityManager } from 'typeorm';
import { addressHash } from '../deliver/address-hash.js';
import { takeBackErasure } from '../deliver/suppression.sql.js';
import type { Secret } from '../kit/tokens.js';
import { confirmConsent } from './consents.sql.js';
import { openSearches, type SavedSearchRow, searchesOf, updateSavedSearch } from './saved-searches.sql.js';
import { activate, type SubscriberRow, subscriberById } from './subscribers.sql.js';
import { MOST_SEARCHES } from './subscription.js';
import { type BrokenToken, peekToken, spend } from './tokens.sql.js';

/** What a confirm link is about, for the page with the button. */
export interface Confirmable {
  kind: 'live';
  subscriber: SubscriberRow;
  saved: SavedSearchRow;
}

export interface Confirmed {
  kind: 'confirmed';
  subscriberId: string;
  savedSearchId: string;
}

/** Looks at a confirm link without spending it: a GET must not act, for mail scanners open every link. */
export const previewConfirmation = (
  db: DataSource,
  token: string,
  now: Date,
): Promise<Confirmable | BrokenToken> => db.transaction(async (tx) => read(tx, { token, lock: false }, now));

/**
 * Spends the link: the subscriber, the one search it was asked for and its consent are confirmed. The interest begins
 * where it was asked for, not now. Who had themselves erased is written to again from here on. `tooMany`: 50 are active already; the link stays good for when one has gone.
 */
export function confirmSubscription(
  db: DataSource,
  { token, secret }: { token: string; secret: Secret },
  now: Date,
): Promise<Confirmed | BrokenToken | { kind: 'tooMany'; subscriberId: string }> {
  return db.transaction(async (tx) => {
    const found = await read(tx, { token, lock: true }, now);
    if (found.kind !== 'live') return found;
    const { id: subscriberId, email } = found.subscriber;
    const active = (await openSearches(tx, subscriberId)).filter(({ confirmedAt }) => confirmedAt !== null);
    if (found.saved.confirmedAt === null && active.length >= MOST_SEARCHES) {
      return { kind: 'tooMany', subscriberId };
    }
    await spend(tx, found.live, now);
    await activate(tx, subscriberId, now);
    await takeBackErasure(tx, addressHash(secret, email));
    const confirmedAt = found.saved.confirmedAt ?? now;
    await updateSavedSearch(tx, subscriberId, { ...found.saved, confirmedAt });
    await confirmConsent(tx, { subscriberId, consentId: found.consentId }, now);
    return { kind: 'confirmed', subscriberId, savedSearchId: found.saved.id };
  });
}

/** The subscriber is locked before the token, as everywhere, so that two who act on one person cannot block each other. */
async function read(tx: EntityManager, { token, lock }: { token: string; lock: boolean }, now: Date) {
  const seen = await peekToken(tx, { text: token, purpose: 'confirm' }, now);
  if (seen.kind !== 'live') return seen;
  const subscriber = await subscriberById(tx, seen.subscriberId, { lock });
  const live = await peekToken(tx, { text: token, purpose: 'confirm', lock }, now);
  if (live.kind !== 'live') return live;
  const [savedSearchId = '', consentId = ''] = live.subject.split(':');
  const [saved] = await searchesOf(tx, live.subscriberId, [savedSearchId]);
  if (subscriber === null || saved === undefined || saved.endedAt !== null) {
    return { kind: 'expired' as const };
  }
  return { kind: 'live' as const, live, subscriber, saved, consentId };
}
