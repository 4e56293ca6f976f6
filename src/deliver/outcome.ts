import type { Outcome, Reply } from './mailer.js';

/** What Nodemailer's errors carry; all of it may be missing. */
interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  message?: string;
}

type Failure = Exclude<Outcome, { kind: 'sent' }>;

/**
 * Sorts what a relay, or the road to it, did with a letter (design/delivery.md §2). `bodyBegun`: bytes of the message
 * had been read for sending; only then can a silence mean that it was taken.
 */
export function outcomeOf(error: unknown, bodyBegun: boolean): Failure {
  const failure: SmtpError = typeof error === 'object' && error !== null ? error : { message: String(error) };
  const reply = replyOf(failure);
  return {
    kind: reply.code === null ? kindOfSilence(failure, bodyBegun) : kindOfReply(failure, reply),
    ...reply,
  };
}

/** The relay's words out of a reply such as `250 2.0.0 Ok: queued as 4F1`. */
export function readReply(response: string): { code: number | null; enhanced: string | null; words: string } {
  const [, code, enhanced, words] =
    /^(\d{3})[ -]?(?:([245]\.\d{1,3}\.\d{1,3})\b)?\s*(.*)$/s.exec(response) ?? [];
  return { code: code ? Number(code) : null, enhanced: enhanced ?? null, words: words ?? response };
}

function replyOf({ responseCode, response, message }: SmtpError): Reply {
  const read = readReply(response ?? '');
  const reason = (response ?? message ?? 'no reason was given').replace(/\s+/g, ' ').slice(0, 500);
  return { code: responseCode ?? null, enhanced: read.enhanced, reason };
}

// Our name, our password or our relay is wrong, or it is full: nobody's letter is to blame.
const LINK_CODES = new Set([421, 454, 530, 534, 535]);
const LINK_STATUSES = new Set(['4.3.2', '5.7.8', '5.7.26', '5.7.515', '5.1.8']);

function kindOfReply({ code, command }: SmtpError, reply: Reply): Failure['kind'] {
  const replyCode = reply.code ?? 0;
  if (LINK_CODES.has(replyCode) || LINK_STATUSES.has(reply.enhanced ?? '') || code === 'EAUTH') return 'link';
  // Greeting, EHLO, STARTTLS: nothing was said about this letter yet.
  if (!/^(MAIL FROM|RCPT TO|DATA)$/.test(command ?? '')) return 'link';
  // A sender refused once is refused for every letter; only "too large" is this letter's own fault.
  if (command === 'MAIL FROM' && replyCode >= 500) return isTooLarge(reply) ? 'refused' : 'link';
  return replyCode >= 500 ? 'refused' : 'retry';
}

const isTooLarge = ({ code, enhanced }: Reply): boolean => code === 552 || enhanced === '5.3.4';

const LINK_ERRORS =
  /^(ECONNECTION|ETIMEDOUT|ESOCKET|EDNS|ETLS|EREQUIRETLS|EPROTOCOL|EPROXY|EABORT|E?NOAUTH|EAUTH|EOAUTH2)$/;

function kindOfSilence({ code = '', command }: SmtpError, bodyBegun: boolean): Failure['kind'] {
  if (bodyBegun) return 'inDoubt';
  if (LINK_ERRORS.test(code)) return 'link';
  // Nodemailer itself would not send it: larger than the relay's SIZE, or an envelope without a recipient.
  return code === 'EMESSAGE' || code === 'EENVELOPE' || command === 'API' ? 'refused' : 'retry';
}
