import type { DataSource, EntityManager } from 'typeorm';
import { addressHash } from '../deliver/address-hash.js';
import { suppress } from '../deliver/suppression.sql.js';
import type { Secret } from '../kit/tokens.js';
import { endAll } from './leave.js';
import { searchesOf, updateSavedSearch } from './saved-searches.sql.js';
import { unfollow } from './searches.sql.js';
import { isActive, subscriberById } from './subscribers.sql.js';
import { type BrokenToken, peekToken, spend, voidTokens } from './tokens.sql.js';

/** Long enough to outlast whoever typed the address, and not for ever: the owner may want letters one day. */
const SUPPRESSED_FOR = 365 * 86_400_000;

/** `stopped`: nobody writes to this address; `kept`: its owner is subscribed, and only what a stranger asked for is gone. */
export type NotMe = { kind: 'stopped' | 'kept' };

/** Whether the link of a confirm letter can still say «это был не я»; does not spend it. */
export async function previewNotMe(
  db: DataSource,
  token: string,
  now: Date,
): Promise<{ kind: 'live' } | BrokenToken> {
  const seen = await peekToken(db.manager, { text: token, purpose: 'confirm' }, now);
  return seen.kind === 'live' ? { kind: 'live' } : seen;
}

/**
 * The owner of a mailbox says that somebody else asked for the letter: what was asked for is gone, and nobody can make us
 * write there again for a year. Whoever is subscribed loses nothing but the search that a stranger tried to add.
 */
export function notMe(
  db: DataSource,
  { token, secret }: { token: string; secret: Secret },
  now: Date,
): Promise<NotMe | BrokenToken> {
  return db.transaction(async (tx) => {
    const seen = await peekToken(tx, { text: token, purpose: 'confirm' }, now);
    if (seen.kind !== 'live') return seen;
    const subscriber = await subscriberById(tx, seen.subscriberId, { lock: true });
    const live = await peekToken(tx, { text: token, purpose: 'confirm', lock: true }, now);
    if (live.kind !== 'live') return live;
    if (subscriber === null) return { kind: 'expired' };
    await spend(tx, live, now);
    if (isActive(subscriber)) {
      await dropAsked(tx, { subscriberId: subscriber.id, subject: live.subject }, now);
      return { kind: 'kept' };
    }
    const hash = addressHash(secret, subscriber.email);
    const expiresAt = new Date(now.getTime() + SUPPRESSED_FOR);
    const evidence = `confirm letter of subscriber ${subscriber.id}`;
    await suppress(tx, { addressHash: hash, scope: 'all', reason: 'not-me', evidence, expiresAt }, now);
    await voidTokens(tx, subscriber.id, { purposes: ['undo'], now });
    await endAll(tx, { subscriber, reason: 'not-me' }, now);
    return { kind: 'stopped' };
  });
}

async function dropAsked(
  tx: EntityManager,
  { subscriberId, subject }: { subscriberId: string; subject: string },
  now: Date,
): Promise<void> {
  const [saved] = await searchesOf(tx, subscriberId, [subject.split(':')[0] ?? '']);
  if (saved === undefined || saved.endedAt !== null || saved.confirmedAt !== null) return;
  await updateSavedSearch(tx, subscriberId, { ...saved, endedAt: now, endedReason: 'not-me' });
  await unfollow(tx, [saved.searchId]);
}
