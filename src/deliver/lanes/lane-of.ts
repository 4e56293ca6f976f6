import { domainToASCII } from 'node:url';

/** Mail systems with rules of their own; `other` is everybody else. */
export const LANES = ['gmail', 'mailru', 'yandex', 'microsoft', 'yahoo', 'other'] as const;
export type LaneName = (typeof LANES)[number];

/**
 * The group of mail hosts that receives for an address, by its domain alone. Looking up MX would put a stranger's name
 * server on the way of every letter; a company's own domain at one of these hosts goes with `other`, which costs
 * nothing but the finer pace.
 */
export function laneOf(address: string): LaneName {
  const domain = domainToASCII(address.slice(address.lastIndexOf('@') + 1)).toLowerCase();
  return BY_DOMAIN.get(domain) ?? FAMILIES.find(([pattern]) => pattern.test(domain))?.[1] ?? 'other';
}

/**
 * Domains that people get an address in. Sources: gmail: support.google.com/mail/answer/10313 · mailru: the domains
 * offered at account.mail.ru/signup · yandex: yandex.com/support/yandex-360/customers/mail (one mailbox answers at all
 * of them) · yahoo: senders.yahooinc.com/faqs (AOL and Verizon are received there too).
 */
const DOMAINS: Partial<Record<LaneName, string>> = {
  gmail: 'gmail.com googlemail.com',
  mailru: 'mail.ru inbox.ru list.ru bk.ru internet.ru xmail.ru vk.com mail.ua',
  yandex: 'ya.ru yandex.com yandex.ru yandex.by yandex.kz yandex.ua yandex.uz yandex.com.tr narod.ru',
  microsoft: 'msn.com passport.com windowslive.com',
  yahoo: 'ymail.com rocketmail.com myyahoo.com aol.com aim.com verizon.net',
};

/** Names that exist under the ending of nearly every country: outlook.de, hotmail.co.uk, yahoo.com.ar. */
const FAMILIES: readonly [RegExp, LaneName][] = [
  [/^(outlook|hotmail|live)\.([a-z]{2,3}|com?\.[a-z]{2})$/, 'microsoft'],
  [/^yahoo\.([a-z]{2,3}|com?\.[a-z]{2})$/, 'yahoo'],
];

const BY_DOMAIN = new Map(
  (Object.entries(DOMAINS) as [LaneName, string][]).flatMap(([lane, domains]) =>
    domains.split(' ').map((domain) => [domain, lane] as const),
  ),
);
