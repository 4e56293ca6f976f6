import type { DataSource, EntityManager } from 'typeorm';
import type { Language } from '../kit/i18n.js';
import { hmac } from '../kit/tokens.js';
import { consentText } from './consent-text.js';
import { insertConsent } from './consents.sql.js';
import { mayAsk } from './limits.js';
import type { Refused } from './problem.js';
import { sendAsked } from './send-asked.js';
import { isSuppressed } from './subscribers.sql.js';
import {
  findOrMakeSubscriber,
  openSavedSearch,
  type ReadSubscription,
  readSubscription,
  type SubscriptionRequest,
} from './subscription.js';
import type { LetterTools } from './tools.js';

export interface Asked {
  kind: 'asked';
  /** For the operator's eyes only: null when no letter was written (asked too often, or the address is suppressed). */
  made: { subscriberId: string; savedSearchId: string } | null;
}

export interface FormRequest extends SubscriptionRequest {
  /** From which address (null: the operator's own), through which form and in which language's text the consent came. */
  consent: { ip: string | null; form: string; language: Language };
}

/**
 * What the form does: a pending saved search, the consent, and a letter with a link that confirms both. The person is
 * told the same whether the address is new, known, suppressed or asked for too often; the letter says the rest.
 */
export async function requestSubscription(
  db: DataSource,
  request: FormRequest,
  { tools, now }: { tools: LetterTools; now: Date },
): Promise<Asked | Refused> {
  const read = readSubscription(request);
  if (read.kind === 'refused') return read;
  const { consent } = request;
  const { key } = read.address;
  return db.transaction(async (tx) => {
    const asker = { kind: 'confirm' as const, addressKey: key, ip: consent.ip, secret: tools.secret };
    const allowed = await mayAsk(tx, asker, now);
    const suppressed = await isSuppressed(tx, hmac(tools.secret, 'address', key), now);
    if (!allowed || suppressed) return { kind: 'asked', made: null };
    return { kind: 'asked', made: await ask(tx, { ...read, consent }, { tools, now }) };
  });
}

async function ask(
  tx: EntityManager,
  { address, settings, search, consent }: ReadSubscription & Pick<FormRequest, 'consent'>,
  { tools, now }: { tools: LetterTools; now: Date },
) {
  const subscriber = await findOrMakeSubscriber(tx, { address, settings }, now);
  const subscriberId = subscriber.id;
  const saved = await openSavedSearch(tx, { subscriberId, search }, now);
  const { version, hash } = consentText(consent.language, tools.operator);
  const { ip, form } = consent;
  const given = { ip, form, version, hash, evidence: null, confirmedAt: null };
  const consentId =
    saved.confirmedAt === null ? await insertConsent(tx, { subscriberId, consent: given }, now) : null;
  await sendAsked(tx, { subscriber, saved, consentId }, { tools, now });
  return { subscriberId, savedSearchId: saved.id };
}
