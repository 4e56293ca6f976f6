import type { ReadMail } from './read-mail.js';

/** What the words of a mail system say about one recipient. */
export interface FailedRecipient {
  address: string | null;
  /** The sentences that belong to it. */
  said: string;
}

const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\p{L}\p{N}.-]{1,190}[\p{L}\p{N}]/gu;

/**
 * The recipients that a mail without a delivery report names, each with what stands from it to the next. The address
 * the mail came to (ours) is none of them, nor are daemons; where no other is named, the mail that came back says it.
 */
export function failedRecipients({ header, words, returned }: ReadMail): FailedRecipient[] {
  const ours = new Set([...addressesIn(header('to')), ...addressesIn(header('from'))]);
  const listed = addressesIn(header('x-failed-recipients'));
  const named = listed.length > 0 ? listed : announced(words).filter((address) => !ours.has(address));
  const addresses = Array.from(new Set(named)).slice(0, 100);
  if (addresses.length > 1)
    return addresses.map((address) => ({ address, said: saidOf(words, address, addresses) }));
  return [{ address: addresses[0] ?? addressesIn(headerOf(returned, 'to'))[0] ?? null, said: words }];
}

const addressesIn = (text: string): string[] =>
  Array.from(text.matchAll(ADDRESS), ([address]) => address.toLowerCase().replace(/^'/, '')).filter(
    (address) => !/^(mailer-daemon|post-?master|abuse)@/.test(address),
  );

/** Addresses that stand where failed recipients stand: first in a line, or after RCPT TO and the like. */
function announced(words: string): string[] {
  const lines = words.split('\n').filter((line) => LISTED.test(line));
  const listed = lines.flatMap((line) => addressesIn(line).slice(0, 1));
  return listed.length > 0 ? listed : addressesIn(words);
}

const LISTED =
  /^[ \t*>-]{0,12}(<?[^\s<>@]{1,64}@[^\s<>@]{3,}>?[:;,]?([ \t]|$)|(>>> ?)?rcpt to:|(to|recipient|for|address|failed recipient)\s*:)/i;

function saidOf(words: string, address: string, others: string[]): string {
  const lower = words.toLowerCase();
  const from = lower.indexOf(address);
  const ends = others
    .filter((other) => other !== address)
    .map((other) => lower.indexOf(other, from + address.length))
    .filter((index) => index > 0);
  return words.slice(Math.max(from, 0), Math.min(...ends, words.length));
}

const headerOf = (text: string, name: string): string =>
  new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, 'im').exec(text)?.[1] ?? '';
