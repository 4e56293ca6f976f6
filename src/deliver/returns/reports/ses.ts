import { z } from 'zod';
import { isComplaint } from '../feedback-report.js';
import type { Cause } from '../kinds.js';
import { fault, oneRow } from './read-rows.js';
import {
  bounced,
  COMPLAINT,
  type ReadReport,
  type ReportEvent,
  recipientMark,
  type Said,
  STOP,
} from './report-event.js';

const text = z.string().nullish();
const Mail = z.object({
  messageId: text,
  /** The envelope's sender as we gave it. */
  source: text,
  destination: z.array(z.string()).nullish(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  commonHeaders: z.object({ messageId: text }).nullish(),
});
const Bounce = z.object({
  type: z.literal('Bounce'),
  mail: Mail,
  bounce: z.object({
    bounceType: z.string(),
    bounceSubType: text,
    feedbackId: z.string().min(1),
    bouncedRecipients: z
      .array(z.object({ emailAddress: z.string(), status: text, diagnosticCode: text }))
      .min(1),
  }),
});
const Complaint = z.object({
  type: z.literal('Complaint'),
  mail: Mail,
  complaint: z.object({
    feedbackId: z.string().min(1),
    complaintFeedbackType: text,
    complainedRecipients: z.array(z.object({ emailAddress: z.string() })).min(1),
  }),
});
const Subscription = z.object({
  type: z.literal('Subscription'),
  mail: Mail,
  subscription: z.object({
    timestamp: z.string(),
    newTopicPreferences: z.object({ unsubscribeAll: z.boolean().nullish() }),
  }),
});
const Row = z.discriminatedUnion('type', [Bounce, Complaint, Subscription]);

/** Reads what SES says through SNS: a notification, or a published event, which call the type differently. */
export function readSes(body: unknown): ReadReport {
  const read = z.looseObject({ eventType: text, notificationType: text }).safeParse(body);
  if (!read.success) return fault('its Message is not what SES writes.');
  const row = { ...read.data, type: read.data.eventType ?? read.data.notificationType };
  const known = ['Bounce', 'Complaint', 'Subscription'];
  return oneRow(row, { type: 'type', known, shape: Row, eventsOf });
}

function eventsOf(row: z.infer<typeof Row>): ReportEvent[] {
  const { mail } = row;
  const event = (said: Said, id: string, email: string): ReportEvent => ({
    ...said,
    // One feedback may be about several recipients, in one report or in many.
    eventId: `${id}:${recipientMark(email)}`,
    email,
    echoed: echoedBy(mail),
    relayId: mail.messageId ?? null,
  });
  if (row.type === 'Bounce') {
    const { feedbackId, bouncedRecipients, bounceType, bounceSubType } = row.bounce;
    return bouncedRecipients.map((recipient) =>
      event(bounceOf(recipient, { bounceType, bounceSubType }), feedbackId, recipient.emailAddress),
    );
  }
  if (row.type === 'Complaint') {
    const { feedbackId, complainedRecipients, complaintFeedbackType } = row.complaint;
    if (!isComplaint(complaintFeedbackType ?? 'abuse')) return [];
    return complainedRecipients.map(({ emailAddress }) => event(COMPLAINT, feedbackId, emailAddress));
  }
  const { timestamp, newTopicPreferences } = row.subscription;
  if (newTopicPreferences.unsubscribeAll !== true) return [];
  return (mail.destination ?? []).map((email) => event(STOP, `${mail.messageId}:${timestamp}`, email));
}

const echoedBy = ({ source, headers, commonHeaders }: z.infer<typeof Mail>): string[] =>
  [source, ...(headers ?? []).map(({ value }) => value), commonHeaders?.messageId].filter(
    (one) => typeof one === 'string',
  );

type Recipient = z.infer<typeof Bounce>['bounce']['bouncedRecipients'][number];

const SUBTYPES: Record<string, Cause> = {
  ...{
    MailboxFull: 'box',
    MessageTooLarge: 'content',
    ContentRejected: 'content',
    AttachmentRejected: 'content',
  },
  ...{ General: 'unknown', CustomTimeoutExceeded: 'road' },
};

function bounceOf(
  { status, diagnosticCode }: Recipient,
  { bounceType, bounceSubType }: Pick<z.infer<typeof Bounce>['bounce'], 'bounceType' | 'bounceSubType'>,
): Said {
  const final = bounceType === 'Permanent';
  // The contact list of SES says that the person left.
  if (bounceSubType === 'UnsubscribedRecipient') return STOP;
  const reply = (diagnosticCode ?? '').replace(/^\w+\s*;\s*/, '');
  const otherwise = final ? 'dead' : (SUBTYPES[bounceSubType ?? ''] ?? 'unknown');
  return bounced(reply, { final, status: status ?? null, otherwise });
}
