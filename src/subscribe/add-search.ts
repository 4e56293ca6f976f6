import type { DataSource } from 'typeorm';
import { addressKey } from './address.js';
import { consentText } from './consent-text.js';
import { insertConsent } from './consents.sql.js';
import { asSubscriber, type Missing } from './manage.js';
import type { Refused } from './problem.js';
import type { FormRequest } from './request-subscription.js';
import { openSearches, updateSavedSearch } from './saved-searches.sql.js';
import { isFull, openSavedSearch, readSubscription, tooManySearches } from './subscription.js';
import type { LetterTools } from './tools.js';

/**
 * One search more for whoever has shown already that the mailbox is theirs: saved at once, without a letter. `missing`:
 * the address in the form is not theirs, or they are not active, so the form goes the way of everybody's.
 */
export function addSearch(
  db: DataSource,
  { subscriberId, request, tools }: { subscriberId: string; request: FormRequest; tools: LetterTools },
  now: Date,
): Promise<{ kind: 'added' } | Missing | Refused> {
  const read = readSubscription(request);
  if (read.kind === 'refused') return Promise.resolve(read);
  const { language, ip, form } = request.consent;
  return asSubscriber<{ kind: 'added' } | Missing | Refused>(db, subscriberId, async (tx, subscriber) => {
    if (addressKey(subscriber.email) !== read.address.key) return { kind: 'missing' };
    if (isFull(await openSearches(tx, subscriberId), read.search)) return tooManySearches(request.language);
    const saved = await openSavedSearch(tx, { subscriberId, search: read.search }, now);
    if (saved.confirmedAt === null) {
      const { version, hash } = consentText(language, tools.operator);
      const consent = { version, hash, form, ip, evidence: 'session', confirmedAt: now };
      await insertConsent(tx, { subscriberId, consent }, now);
      await updateSavedSearch(tx, subscriberId, { ...saved, confirmedAt: now });
    }
    return { kind: 'added' };
  });
}
