import type { Answered } from '../deliver-letter.js';
import type { Answer } from '../mailer.js';
import type { Mark } from './breaker.js';
import { countReply } from './reply-times.js';

/** What a process has done on a lane since it last wrote that down. */
export interface Report {
  marks: Mark[];
  /** A reply said "too many". */
  slowed: boolean;
  sent: number;
  deferred: number;
  refused: number;
  link: number;
  doubted: number;
  replyTimes: number[];
}

export const emptyReport = (): Report => ({
  marks: [],
  slowed: false,
  ...{ sent: 0, deferred: 0, refused: 0, link: 0, doubted: 0 },
  replyTimes: [],
});

const COUNTED_AS = {
  sent: 'sent',
  retry: 'deferred',
  refused: 'refused',
  link: 'link',
  inDoubt: 'doubted',
} as const;

/** The report with one more attempt in it, and how long the relay took to answer the whole letter. */
export function addOutcome(report: Report, { outcome, replyMs }: Answered): Report {
  const counted = COUNTED_AS[outcome.kind];
  return {
    ...report,
    [counted]: report[counted] + 1,
    slowed: report.slowed || saysTooMany(outcome),
    replyTimes:
      replyMs === null || outcome.kind === 'inDoubt'
        ? report.replyTimes
        : countReply(report.replyTimes, replyMs),
  };
}

/** What an attempt says of the relay as a whole, and of its lane; null: nothing. */
export function marksOf(outcome: Answer): { relay: Mark | null; lane: Mark | null } {
  if (outcome.kind === 'inDoubt') return { relay: '-', lane: null };
  if (outcome.kind !== 'link') return { relay: '+', lane: '+' };
  // The relay does not know us, or the letter was refused for what we are: no letter will fare better until somebody
  // has mended that.
  if (blamesLogin(outcome)) return { relay: '!', lane: null };
  if (BLAMES_SENDER.has(outcome.enhanced ?? '')) return { relay: null, lane: '!' };
  return outcome.code === null ? { relay: '-', lane: null } : { relay: null, lane: '-' };
}

const LOGIN_CODES = new Set([530, 534, 535]);
const BLAMES_SENDER = new Set(['5.7.26', '5.7.515', '5.1.8', '5.7.25', '5.7.29']);

type Failed = Exclude<Answer, { kind: 'sent' }>;

const blamesLogin = ({ code, enhanced }: Failed): boolean =>
  LOGIN_CODES.has(code ?? 0) || enhanced === '5.7.8';

const TOO_MANY = new Set(['4.5.3', '4.7.28']);

/** "Slower, please": whatever became of this letter, the next ones come at half the rate. */
function saysTooMany(outcome: Answer): boolean {
  if (outcome.kind !== 'retry' && outcome.kind !== 'link') return false;
  return TOO_MANY.has(outcome.enhanced ?? '') || /\btoo many\b|\brate limit/i.test(outcome.reason);
}
