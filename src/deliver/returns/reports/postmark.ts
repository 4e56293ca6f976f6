import { z } from 'zod';
import type { Cause } from '../kinds.js';
import { oneRow } from './read-rows.js';
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
const Bounce = z.object({
  RecordType: z.enum(['Bounce', 'SpamComplaint']),
  ID: z.union([z.number(), z.string()]),
  Type: z.string(),
  Email: z.string(),
  Details: text,
  MessageID: text,
  /** The bounce itself with the letter's headers, where the webhook was set up to bring it. */
  Content: text,
});
const Change = z.object({
  RecordType: z.literal('SubscriptionChange'),
  Recipient: z.string(),
  SuppressSending: z.boolean(),
  SuppressionReason: text,
  Origin: text,
  ChangedAt: z.string(),
  MessageID: text,
});
const Row = z.discriminatedUnion('RecordType', [Bounce, Change]);

/** Reads a webhook of Postmark, one event a body (postmarkapp.com/developer/webhooks). */
export const readPostmark = (body: unknown): ReadReport =>
  oneRow(body, {
    type: 'RecordType',
    known: ['Bounce', 'SpamComplaint', 'SubscriptionChange'],
    shape: Row,
    eventsOf: (row) => (row.RecordType === 'SubscriptionChange' ? ofChange(row) : ofBounce(row)),
  });

function ofBounce(row: z.infer<typeof Bounce>): ReportEvent[] {
  const said = saidBy(row);
  if (said === null) return [];
  const { ID, Email: email, MessageID = null, Content } = row;
  // Its numbers have 19 digits, of which JSON keeps 16: the letter's own name makes them one again.
  const eventId = `bounce:${ID}:${MessageID ?? recipientMark(email)}`;
  return [{ ...said, eventId, email, echoed: Content ? [Content] : [], relayId: MessageID }];
}

/** What a type means where the reply itself says nothing; types that are none of these tell of no letter of ours. */
const TYPES: Record<string, Cause> = {
  ...{
    HardBounce: 'dead',
    BadEmailAddress: 'dead',
    AddressChange: 'unknown',
    ManuallyDeactivated: 'unknown',
  },
  ...{ Transient: 'road', DnsError: 'road', SoftBounce: 'unknown', Unknown: 'unknown', SMTPApiError: 'road' },
  ...{ SpamNotification: 'content', VirusNotification: 'content', Blocked: 'sender', DMARCPolicy: 'sender' },
};
const FINAL = new Set(['HardBounce', 'BadEmailAddress']);

function saidBy({ RecordType, Type, Details }: z.infer<typeof Bounce>): Said | null {
  if (RecordType === 'SpamComplaint' || Type === 'SpamComplaint') return COMPLAINT;
  if (Type === 'Unsubscribe') return STOP;
  const otherwise = TYPES[Type];
  return otherwise === undefined ? null : bounced(Details ?? '', { final: FINAL.has(Type), otherwise });
}

/** A person left by Postmark's own link, or Postmark leaves the address out for what it said before. */
function ofChange(row: z.infer<typeof Change>): ReportEvent[] {
  const { Recipient: email, SuppressSending, SuppressionReason, Origin, ChangedAt, MessageID = null } = row;
  if (!SuppressSending) return [];
  const said =
    SuppressionReason === 'HardBounce'
      ? bounced('', { final: true, otherwise: 'dead' })
      : SuppressionReason === 'SpamComplaint'
        ? COMPLAINT
        : Origin === 'Recipient'
          ? STOP
          : null;
  if (said === null) return [];
  return [
    {
      ...said,
      eventId: `change:${ChangedAt}:${recipientMark(email)}`,
      email,
      echoed: [],
      relayId: MessageID,
    },
  ];
}
