import type { LetterKind } from './letter-draft.js';

/** What decides a letter's own header lines. */
export interface HeaderSource {
  kind: LetterKind;
  headers: Record<string, string>;
  /** The domain that letters come from. */
  domain: string;
  /** Takes a mailed unsubscribe. */
  mailbox?: string | undefined;
}

/**
 * The header lines beside From, To, Subject, Date, Message-ID and MIME (design/delivery.md §1). Auto-Submitted and
 * X-Auto-Response-Suppress stop out-of-office answers (RFC 3834); List-Id names the list for ever (RFC 2919);
 * List-Unsubscribe-Post promises the one-click POST (RFC 8058) and stands on subscribed mail alone, and only where
 * there is an https address to post to. Feedback-ID and X-Postmaster-Msgtype have few values, or Google's and mail.ru's
 * reports show nothing; a digest brings its own.
 */
export function headersOf({ kind, headers, domain, mailbox }: HeaderSource): Record<string, string> {
  const always = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };
  if (kind !== 'digest') {
    const told = { 'Feedback-ID': `${kind}:asked:vestnik:${domain}`, 'X-Postmaster-Msgtype': kind };
    return cleaned({ ...always, ...told, ...without(headers, 'List-Unsubscribe-Post') });
  }
  const list = { Precedence: 'bulk', 'List-Id': `<alerts.${domain}>` };
  const oneClick = /<https?:/.test(headers['List-Unsubscribe'] ?? '')
    ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
    : {};
  return cleaned({ ...always, ...list, ...headers, ...oneClick, ...byMail(headers, mailbox) });
}

// Yandex asks for both, an address to write to and one to post to; RFC 8058 §3.1 for exactly one of the latter.
function byMail(headers: Record<string, string>, mailbox: string | undefined): Record<string, string> {
  const posted = headers['List-Unsubscribe'];
  if (posted === undefined || mailbox === undefined) return {};
  return { 'List-Unsubscribe': `${posted}, <mailto:${mailbox}?subject=unsubscribe>` };
}

/** Whether a letter may bring this header itself; the rest is made when it is sent, from its columns. */
export function isOwnHeader(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]{0,60}$/.test(name) && !MADE_HERE.test(name);
}

const MADE_HERE =
  /^(from|sender|to|cc|bcc|subject|date|message-id|mime-version|content-(?!language)|dkim-|received|return-path)/i;

// Control characters, line ends among them, and the marks that turn the direction of writing: none belongs in a
// header, all can come in with a vacancy's or a search's name.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get into a header
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** One line without control characters. */
export function oneLine(text: string): string {
  return text.replace(UNSAFE, ' ').replace(/ {2,}/g, ' ').trim();
}

function cleaned(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, oneLine(value)]));
}

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([given]) => given !== name));
}
