import type { EntityManager } from 'typeorm';
import { enqueue } from '../deliver/enqueue.js';
import { type AskedFor, askedLetter, CONFIRM_FOR } from './letters.js';
import { issueLogin } from './login-token.js';
import { openSearches, type SavedSearchRow } from './saved-searches.sql.js';
import { isActive, type SubscriberRow } from './subscribers.sql.js';
import { MOST_SEARCHES } from './subscription.js';
import { issueToken } from './tokens.sql.js';
import type { LetterTools } from './tools.js';

/** A saved search that somebody has asked for, and the consent that came with it (null: it is confirmed already). */
export interface AskedSearch {
  subscriber: SubscriberRow;
  saved: SavedSearchRow;
  consentId: string | null;
}

/** Queues the letter that answers a form: its words say what this person has to do, if anything. */
export async function sendAsked(
  tx: EntityManager,
  { subscriber, saved, consentId }: AskedSearch,
  { tools, now }: { tools: LetterTools; now: Date },
): Promise<void> {
  const { id: subscriberId, email } = subscriber;
  const token =
    consentId === null
      ? await issueLogin(tx, subscriberId, now)
      : await issueToken(tx, {
          subscriberId,
          purpose: 'confirm',
          subject: `${saved.id}:${consentId}`,
          expiresAt: new Date(now.getTime() + CONFIRM_FOR),
        });
  const asked = consentId === null ? 'already' : await askedOf(tx, subscriber);
  const to = { subscriberId, email, settings: subscriber };
  await enqueue(tx, [askedLetter({ to, asked, token, name: saved.name }, tools, now)], now);
}

async function askedOf(tx: EntityManager, subscriber: SubscriberRow): Promise<AskedFor> {
  if (!isActive(subscriber)) return 'new';
  const open = await openSearches(tx, subscriber.id);
  const confirmed = open.filter(({ confirmedAt }) => confirmedAt !== null);
  return confirmed.length < MOST_SEARCHES ? 'add' : 'full';
}
