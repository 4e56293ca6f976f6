import type { DataSource } from 'typeorm';
import { enqueue } from '../deliver/enqueue.js';
import { type Language, translator } from '../kit/i18n.js';
import { hmac } from '../kit/tokens.js';
import { readAddress } from './address.js';
import { LOGIN_FOR, loginLetter } from './letters.js';
import { mayAsk } from './limits.js';
import type { Refused } from './problem.js';
import { isActive, isSuppressed, subscriberById, subscriberByKey } from './subscribers.sql.js';
import { type BrokenToken, issueToken, peekToken, spend } from './tokens.sql.js';
import type { LetterTools } from './tools.js';

export interface LoginRequest {
  email: string;
  /** Of the page, for the sentences; the letter is in the subscriber's own. */
  language: Language;
  ip: string | null;
}

/** A letter with a link into «Мои поиски», to whoever is subscribed; everybody is told the same. */
export async function requestLogin(
  db: DataSource,
  { email, language, ip }: LoginRequest,
  { tools, now }: { tools: LetterTools; now: Date },
): Promise<{ kind: 'asked' } | Refused> {
  const address = readAddress(email);
  if (address === null) {
    const sentence = translator(language)('subscribe.problems.email');
    return { kind: 'refused', problems: [{ field: 'email', sentence }] };
  }
  const { key } = address;
  await db.transaction(async (tx) => {
    const { secret } = tools;
    const allowed = await mayAsk(tx, { kind: 'login', addressKey: key, ip, secret }, now);
    const subscriber = await subscriberByKey(tx, key);
    const suppressed = await isSuppressed(tx, hmac(secret, 'address', key), now);
    if (!allowed || suppressed || subscriber === null || !isActive(subscriber)) return;
    const token = await issueLogin(tx, subscriber.id, now);
    const to = { subscriberId: subscriber.id, email: subscriber.email, settings: subscriber };
    await enqueue(tx, [loginLetter({ to, token }, tools, now)], now);
  });
  return { kind: 'asked' };
}

/** The token of a login link: half an hour, once. */
export const issueLogin = (
  tx: Parameters<typeof issueToken>[0],
  subscriberId: string,
  now: Date,
): Promise<string> =>
  issueToken(tx, {
    subscriberId,
    purpose: 'login',
    subject: 'my',
    expiresAt: new Date(now.getTime() + LOGIN_FOR),
  });

/** Whether a login link still works; does not spend it. */
export async function previewLogin(
  db: DataSource,
  token: string,
  now: Date,
): Promise<{ kind: 'live' } | BrokenToken> {
  const seen = await peekToken(db.manager, { text: token, purpose: 'login' }, now);
  return seen.kind === 'live' ? { kind: 'live' } : seen;
}

/** Spends a login link; answers who may now manage. */
export function logIn(
  db: DataSource,
  token: string,
  now: Date,
): Promise<{ kind: 'loggedIn'; subscriberId: string } | BrokenToken> {
  return db.transaction(async (tx) => {
    const seen = await peekToken(tx, { text: token, purpose: 'login', lock: true }, now);
    if (seen.kind !== 'live') return seen;
    const { subscriberId } = seen;
    const subscriber = await subscriberById(tx, subscriberId, { lock: false });
    if (subscriber === null) return { kind: 'expired' };
    await spend(tx, seen, now);
    return { kind: 'loggedIn', subscriberId };
  });
}
