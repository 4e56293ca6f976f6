import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { DataSource } from 'typeorm';
import type { Log } from '../kit/log.js';
import type { Secret } from '../kit/tokens.js';
import { addressHash } from './address-hash.js';
import { linkPause } from './back-off.js';
import type { ClaimedLetter } from './claim.sql.js';
import { type DoubtPolicy, doubtLetter } from './doubt.sql.js';
import { handOff } from './hand-off.sql.js';
import type { Answer, Mailer, OutgoingLetter } from './mailer.js';
import { refusedByRelay } from './returns/refused.js';
import { takeReturn } from './returns/take-return.js';
import { type Settlement, settleLetter } from './settle.sql.js';
import { settlementOf } from './settlement.js';

/** What a run did, in letters. `retried` counts those put back for later, whoever's fault it was. */
export interface Tally extends Record<string, number> {
  sent: number;
  failed: number;
  retried: number;
  inDoubt: number;
  expired: number;
}

/** One run's means, its clock, and what it has done so far. */
export interface Delivery {
  db: DataSource;
  mailer: Mailer;
  inDoubt: DoubtPolicy;
  /** What addresses are hashed with. */
  secret: Secret;
  log: Log;
  at: () => Date;
  tally: Tally;
}

/** How an attempt ended, and how many milliseconds the relay took over it once it had the whole; null: it had not. */
export interface Answered {
  outcome: Answer;
  replyMs: number | null;
}

/**
 * Hands a claimed letter to the relay, its end only once the gate has let it through, and writes down how that ended.
 * Answers what the relay made of it; null when the letter never went whole, because it was no longer ours to send.
 */
export async function deliverLetter(delivery: Delivery, letter: ClaimedLetter): Promise<Answered | null> {
  const { db, at, mailer, secret, tally } = delivery;
  const outgoing = await unpack(letter);
  if (outgoing === null) {
    await settleLetter(db, letter, failedUnsent(at()));
    tally.failed += 1;
    return null;
  }
  const start = performance.now();
  const handed: { at: number | null } = { at: null };
  const outcome = await mailer.send(outgoing, async () => {
    const passed = await handOff(db, letter, { at: at(), addressHash: addressHash(secret, outgoing.to) });
    if (passed) handed.at = performance.now();
    return passed;
  });
  // The letter is somebody else's by now, or cancelled: nothing of it is ours to write.
  if (outcome.kind === 'withheld') return null;
  const replyMs = handed.at === null ? null : performance.now() - handed.at;
  await record(delivery, letter, { outcome, from: handed.at === null ? 'claimed' : 'handoff' });
  const ms = Math.round(performance.now() - start);
  delivery.log.debug(
    { letterId: letter.id, attempt: letter.attempt, outcome: outcome.kind, ms },
    'letter answered',
  );
  return { outcome, replyMs };
}

async function record(
  delivery: Delivery,
  letter: ClaimedLetter,
  { outcome, from }: { outcome: Answer; from: Settlement['from'] },
): Promise<void> {
  const { db, at, tally, log } = delivery;
  const now = at();
  const kept =
    outcome.kind === 'inDoubt'
      ? await doubtLetter(db, letter, {
          policy: delivery.inDoubt,
          at: now,
          dueAt: new Date(now.getTime() + linkPause(letter.id)),
          reason: outcome.reason,
        })
      : await settle(delivery, letter, { outcome, from, now });
  if (kept) tally[COUNTED_AS[outcome.kind]] += 1;
  else
    log.warn(
      { letterId: letter.id, outcome: outcome.kind },
      'the lease had passed: somebody else answers for it',
    );
}

/** Settles; of a refusal what it says of the person is taken in the same commit. False: somebody else answers for it. */
async function settle(
  { db, secret, inDoubt }: Delivery,
  letter: ClaimedLetter,
  { outcome, from, now }: { outcome: Settled; from: Settlement['from']; now: Date },
): Promise<boolean> {
  const end = {
    ...settlementOf(letter, outcome, now),
    from,
    // The relay knows a letter by its key, so that it has answered for all copies of it.
    endsDoubt: inDoubt === 'oracle',
  };
  const came = refusedByRelay(secret, letter, { outcome, wholeLetter: from === 'handoff' });
  if (came === null) return settleLetter(db, letter, end);
  return db.transaction(async (tx) => {
    if (!(await settleLetter(tx, letter, end))) return false;
    await takeReturn(tx, came, now);
    return true;
  });
}

type Settled = Exclude<Answer, { kind: 'inDoubt' }>;

const COUNTED_AS = {
  sent: 'sent',
  refused: 'failed',
  retry: 'retried',
  link: 'retried',
  inDoubt: 'inDoubt',
} as const;

const failedUnsent = (at: Date): Settlement => ({
  from: 'claimed',
  to: 'failed',
  at,
  dueAt: at,
  attemptSpent: true,
  code: null,
  enhanced: null,
  reason: 'the body was dropped before the letter could go',
  relayId: null,
  endsDoubt: false,
});

const decompress = promisify(gunzip);

async function unpack(letter: ClaimedLetter): Promise<OutgoingLetter | null> {
  const { to_email: to, subject, headers, html, body_text: text } = letter;
  if (to === null || subject === null || headers === null || html === null || text === null) return null;
  const [htmlBytes, textBytes] = await Promise.all([decompress(html), decompress(text)]);
  return {
    subscriberId: letter.subscriber_id,
    id: letter.id,
    messageKey: letter.message_key,
    kind: letter.kind,
    createdAt: letter.created_at,
    to,
    subject,
    headers,
    html: htmlBytes.toString(),
    text: textBytes.toString(),
  };
}
