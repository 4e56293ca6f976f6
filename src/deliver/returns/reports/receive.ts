import { z } from 'zod';
import type { MailSettings } from '../../../kit/mail-settings.js';
import { garbled, type HookAnswer, refused } from './answer.js';
import { jsonOf } from './json-of.js';
import { readMailgun } from './mailgun.js';
import { readPostmark } from './postmark.js';
import { isMailguns, isPostmarks, isSendgrids, type Unproved } from './proofs.js';
import type { Provider } from './report-event.js';
import { readSendgrid } from './sendgrid.js';
import type { SnsKeys } from './sns-keys.js';
import { receiveSns } from './sns-receive.js';
import { type ReportTools, takeReport } from './take-report.js';

/** What receives reports; `settings` are what proves them, `sns` the keys of SNS. */
export interface Receiver extends ReportTools {
  settings: MailSettings['reports'];
  sns: SnsKeys;
  /** Asks one of SNS's own addresses. */
  fetch(url: URL): Promise<string>;
}

/** Whether the provider's reports are taken at all. */
export const isHeard = (provider: Provider, settings: MailSettings['reports']): boolean =>
  settings[SETTINGS[provider]] !== null;

const SETTINGS = {
  ses: 'sesTopicArn',
  postmark: 'postmark',
  sendgrid: 'sendgridKey',
  mailgun: 'mailgunKey',
} as const satisfies Record<Provider, keyof MailSettings['reports']>;

/** Takes a report of a provider that is heard. Nothing in it is believed before it is proved to be the provider's. */
export async function receiveReport(
  receiver: Receiver,
  { provider, report }: { provider: Provider; report: Unproved },
  now: Date,
): Promise<HookAnswer> {
  const setting = receiver.settings[SETTINGS[provider]];
  if (setting === null) return refused('This provider is not heard here.');
  if (provider === 'postmark' && !isPostmarks(report, setting)) return refused(NOT_POSTMARKS);
  if (provider === 'sendgrid' && !isSendgrids(report, setting, now)) return refused(NOT_SENDGRIDS);
  const body = jsonOf(report.raw.toString());
  if (body === undefined) return garbled('The body is not JSON: this address takes webhooks of JSON alone.');
  if (provider === 'ses') return receiveSns(receiver, { body, topicArn: setting }, now);
  if (provider === 'postmark') return takeReport(receiver, { provider, read: readPostmark(body) }, now);
  if (provider === 'sendgrid') return takeReport(receiver, { provider, read: readSendgrid(body) }, now);
  const signature = Signed.safeParse(body).data?.signature;
  if (signature === undefined || !isMailguns(signature, setting, now)) return refused(NOT_MAILGUNS);
  return takeReport(receiver, { provider, read: readMailgun(body), token: signature.token }, now);
}

const Signed = z.object({
  signature: z.object({
    timestamp: z.union([z.string(), z.number()]).transform(String),
    token: z.string().min(16).max(200),
    signature: z.string(),
  }),
});

const NOT_POSTMARKS =
  'This report does not carry the user and password of POSTMARK_WEBHOOK: give Postmark the address as https://user:password@….';
const NOT_SENDGRIDS =
  'This report is not signed with the key of SENDGRID_KEY, or was signed more than two days ago: switch on the Signed Event Webhook and copy its verification key.';
const NOT_MAILGUNS =
  "This report is not signed with MAILGUN_KEY, or was signed more than two days ago: the key is Mailgun's HTTP webhook signing key.";
