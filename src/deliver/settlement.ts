import { backOff, linkPause } from './back-off.js';
import type { ClaimedLetter } from './claim.sql.js';
import type { Outcome } from './mailer.js';
import type { Settlement } from './settle.sql.js';

// A reply may name any wait; a letter lives 20 hours, and a day's wait is a refusal that does not say so.
const LONGEST_WAIT = 6 * 3_600_000;

/**
 * What is written for an outcome: link faults give the attempt back and come again in a minute, 4xx replies wait as
 * long as the reply says, else ever longer.
 */
export function settlementOf(
  letter: Pick<ClaimedLetter, 'id' | 'attempt'>,
  outcome: Exclude<Outcome, { kind: 'inDoubt' | 'withheld' }>,
  now: Date,
): Omit<Settlement, 'from' | 'endsDoubt'> {
  const { code, enhanced } = outcome;
  const said = { at: now, dueAt: now, attemptSpent: true, code, enhanced } as const;
  const after = (ms: number) => new Date(now.getTime() + ms);
  switch (outcome.kind) {
    case 'sent':
      return { ...said, to: 'sent', reason: null, relayId: outcome.relayId };
    case 'refused':
      return { ...said, to: 'failed', reason: outcome.reason, relayId: null };
    case 'retry': {
      const dueAt = after(Math.min(outcome.retryAfter ?? backOff(letter.id, letter.attempt), LONGEST_WAIT));
      return { ...said, to: 'ready', dueAt, reason: outcome.reason, relayId: null };
    }
    case 'link': {
      const dueAt = after(linkPause(letter.id));
      return { ...said, to: 'ready', dueAt, attemptSpent: false, reason: outcome.reason, relayId: null };
    }
  }
}
