import type { Outcome, Reply } from './mailer.js';
import { retryAfterOf } from './retry-after.js';
import type { SmtpStep } from './smtp-connection.js';
import { SmtpError } from './smtp-error.js';
import type { SmtpReply } from './smtp-replies.js';

type Failure = Exclude<Outcome, { kind: 'sent' | 'withheld' }>;

/**
 * Sorts what a relay, or the road to it, did with a letter (design/delivery.md §2). `released`: the end of the message
 * had left; only then can a silence mean that it was taken.
 */
export function outcomeOf(
  error: unknown,
  { step, released }: { step: SmtpStep; released: boolean },
): Failure {
  const said = error instanceof SmtpError ? error.reply : null;
  if (said === null) {
    const reason = error instanceof Error ? error.message : String(error);
    // A fault of our own spends an attempt: else a letter that cannot be made would be tried every minute for ever.
    const unsent = error instanceof SmtpError ? 'link' : 'retry';
    return { kind: released ? 'inDoubt' : unsent, code: null, enhanced: null, reason: oneLine(reason) };
  }
  const reply = replyOf(said);
  const kind = kindOf(step, reply);
  const retryAfter = kind === 'retry' ? retryAfterOf(reply.reason) : null;
  return kind === 'retry' && retryAfter !== null ? { kind, retryAfter, ...reply } : { kind, ...reply };
}

/** The relay's words out of a reply such as `250 2.0.0 Ok: queued as 4F1`. */
export function readReply(text: string): { code: number | null; enhanced: string | null; words: string } {
  const [, code, enhanced, words] =
    /^(\d{3})[ -]?(?:([245]\.\d{1,3}\.\d{1,3})\b)?\s*(|\S.*)$/s.exec(text) ?? [];
  return { code: code ? Number(code) : null, enhanced: enhanced ?? null, words: words ?? text };
}

const replyOf = ({ code, text }: SmtpReply): Reply => ({
  code,
  enhanced: readReply(text).enhanced,
  reason: oneLine(text),
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: the database takes no zero, and a log no line end
const oneLine = (text: string): string => text.replace(/[\s\x00-\x1f\x7f]+/g, ' ').slice(0, 500);

// Our name, our password or our relay is wrong, or it is full: nobody's letter is to blame. The 5.7.2x and after are
// Gmail's for a missing PTR, SPF, TLS, DKIM, alignment and DMARC: what is wrong with one letter is wrong with all.
const LINK_CODES = new Set([421, 454, 530, 534, 535]);
const LINK_STATUSES = new Set(
  '4.3.2 5.1.8 5.7.8 5.7.25 5.7.26 5.7.27 5.7.29 5.7.30 5.7.32 5.7.40 5.7.515'.split(' '),
);

function kindOf(step: SmtpStep, reply: Reply): 'refused' | 'retry' | 'link' {
  const code = reply.code ?? 0;
  if (LINK_CODES.has(code) || LINK_STATUSES.has(reply.enhanced ?? '')) return 'link';
  // Greeting, EHLO, STARTTLS, AUTH, RSET: nothing was said about this letter.
  if (step === 'opening' || step === 'RSET') return 'link';
  // A sender refused once is refused for every letter; only "too large" is this letter's own fault.
  if (step === 'MAIL FROM' && code >= 500) return isTooLarge(reply) ? 'refused' : 'link';
  // Neither yes nor no, such as 250 before the letter had ended: this is no mail server.
  if (code < 400) return 'link';
  return code >= 500 ? 'refused' : 'retry';
}

const isTooLarge = ({ code, enhanced }: Reply): boolean => code === 552 || enhanced === '5.3.4';
