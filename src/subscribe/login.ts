import type { DataSource, EntityManager } from 'typeorm';
import { enqueue } from '../deliver/enqueue.js';
import { type Language, translator } from '../kit/i18n.js';
import { hmac } from '../kit/tokens.js';
import { addressKey, readAddress } from './address.js';
import { sendAgain } from './confirm-again.js';
import { loginLetter } from './letters.js';
import { mayAsk } from './limits.js';
import { issueLogin } from './login-token.js';
import type { Refused } from './problem.js';
import { isActive, isSuppressed, subscriberById, subscriberByKey } from './subscribers.sql.js';
import { type BrokenToken, peekToken, spend } from './tokens.sql.js';
import type { LetterTools } from './tools.js';

export interface LoginRequest {
  email: string;
  /** Of the page, for the sentences; the letter is in the subscriber's own. */
  language: Language;
  ip: string | null;
}

/**
 * A letter with a link into «Мои поиски», to whoever is subscribed; to whoever still has to confirm, the confirm letter
 * again. Everybody is told the same.
 */
export async function requestLogin(
  db: DataSource,
  { email, language, ip }: LoginRequest,
  world: { tools: LetterTools; now: Date },
): Promise<{ kind: 'asked' } | Refused> {
  const address = readAddress(email);
  if (address === null) {
    const sentence = translator(language)('subscribe.problems.email');
    return { kind: 'refused', problems: [{ field: 'email', sentence }] };
  }
  await db.transaction((tx) => answerLogin(tx, { key: address.key, ip }, world));
  return { kind: 'asked' };
}

/** The same letter to whoever it is that a leave link names: the holder of a forwarded letter cannot open it. */
export function mailLogin(
  db: DataSource,
  { subscriberId, ip }: { subscriberId: string; ip: string | null },
  world: { tools: LetterTools; now: Date },
): Promise<void> {
  return db.transaction(async (tx) => {
    const subscriber = await subscriberById(tx, subscriberId, { lock: false });
    const key = addressKey(subscriber?.email ?? '');
    if (key !== null) await answerLogin(tx, { key, ip }, world);
  });
}

async function answerLogin(
  tx: EntityManager,
  { key, ip }: { key: string; ip: string | null },
  { tools, now }: { tools: LetterTools; now: Date },
): Promise<void> {
  const { secret } = tools;
  const allowed = await mayAsk(tx, { kind: 'login', addressKey: key, ip, secret }, now);
  const suppressed = await isSuppressed(tx, hmac(secret, 'address', key), now);
  const seen = await subscriberByKey(tx, key, { lock: false });
  if (!allowed || suppressed || seen === null) return;
  const subscriberId = seen.id;
  if (!isActive(seen)) return sendAgain(tx, { subscriberId, ip: null }, { tools, now });
  const subscriber = await subscriberById(tx, subscriberId, { lock: true });
  if (subscriber === null || !isActive(subscriber)) return;
  const token = await issueLogin(tx, subscriberId, now);
  const to = { subscriberId, email: subscriber.email, settings: subscriber };
  await enqueue(tx, [loginLetter({ to, token }, tools, now)], now);
}

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
