import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { insertConsent } from './consents.sql.js';
import type { Refused } from './problem.js';
import { openSearches, updateSavedSearch } from './saved-searches.sql.js';
import { activate } from './subscribers.sql.js';
import {
  findOrMakeSubscriber,
  isFull,
  openSavedSearch,
  readSubscription,
  type SubscriptionRequest,
  tooManySearches,
} from './subscription.js';

export interface Subscribed {
  kind: 'subscribed';
  subscriberId: string;
  savedSearchId: string;
}

/**
 * Subscribes at once, for an operator who holds the consent elsewhere: `evidence` says where (a contract, a list on
 * paper) and stays with the consent. Twice the same changes nothing but the evidence.
 */
export async function subscribeConfirmed(
  db: DataSource,
  request: SubscriptionRequest & { evidence: string },
  now: Date,
): Promise<Subscribed | Refused> {
  const read = readSubscription(request);
  if (read.kind === 'refused') return read;
  const { evidence } = request;
  return db.transaction(async (tx): Promise<Subscribed | Refused> => {
    const { id: subscriberId } = await findOrMakeSubscriber(tx, read, now);
    const open = await openSearches(tx, subscriberId);
    if (isFull(open, read.search)) return tooManySearches(request.language);
    const saved = await openSavedSearch(tx, { subscriberId, search: read.search }, now);
    await updateSavedSearch(tx, subscriberId, { ...saved, confirmedAt: saved.confirmedAt ?? now });
    await activate(tx, subscriberId, now);
    const hash = createHash('sha256').update(evidence).digest();
    const consent = { version: 'operator', hash, form: 'operator', ip: null, evidence, confirmedAt: now };
    await insertConsent(tx, { subscriberId, consent }, now);
    return { kind: 'subscribed', subscriberId, savedSearchId: saved.id };
  });
}
