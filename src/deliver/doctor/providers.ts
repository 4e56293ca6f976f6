/** What a provider's customers put into their SPF record, by the end of its relay's name. */
const INCLUDES: readonly [host: RegExp, include: string][] = [
  [/(^|\.)amazonaws\.com$/, 'amazonses.com'],
  [/(^|\.)sendgrid\.net$/, 'sendgrid.net'],
  [/(^|\.)mailgun\.org$/, 'mailgun.org'],
  [/(^|\.)postmarkapp\.com$/, 'spf.mtasv.net'],
  [/(^|\.)(gmail|google)\.com$/, '_spf.google.com'],
  [/(^|\.)yandex\.(ru|com|net)$/, '_spf.yandex.net'],
  [/(^|\.)mail\.ru$/, '_spf.mail.ru'],
  [/(^|\.)(brevo|sendinblue)\.com$/, 'spf.brevo.com'],
  [/(^|\.)office365\.com$/, 'spf.protection.outlook.com'],
];

/** The domain to include for a relay, where it is a provider that we know. */
export const includeOf = (relayHost: string): string | null =>
  INCLUDES.find(([host]) => host.test(relayHost.toLowerCase()))?.[1] ?? null;
