import { z } from 'zod';
import type { Cause } from '../kinds.js';
import { fault, manyRows } from './read-rows.js';
import { bounced, COMPLAINT, type ReadReport, type ReportEvent, type Said, STOP } from './report-event.js';

const text = z.string().nullish();
const Row = z.object({
  event: z.enum(['bounce', 'dropped', 'spamreport', 'unsubscribe', 'group_unsubscribe']),
  sg_event_id: z.string().min(1),
  email: z.string(),
  type: text,
  status: text,
  reason: text,
  bounce_classification: text,
  'smtp-id': text,
  sg_message_id: text,
});
type SendgridRow = z.infer<typeof Row>;

/** Reads an event webhook of SendGrid, many events a body (twilio.com/docs/sendgrid, Event Webhook Reference). */
export function readSendgrid(body: unknown): ReadReport {
  if (!Array.isArray(body)) return fault('SendGrid sends a list of events, and this is none.');
  return manyRows(body, { type: 'event', known: Row.shape.event.options, shape: Row, eventsOf });
}

function eventsOf(row: SendgridRow): ReportEvent[] {
  const { sg_event_id: eventId, email, 'smtp-id': ours, sg_message_id: theirs } = row;
  // It calls the letter by what it answered when it took it, and goes on after a dot.
  const relayId = theirs?.split('.')[0] || null;
  return [{ ...saidBy(row), eventId, email, echoed: ours ? [ours] : [], relayId }];
}

function saidBy({ event, type, status, reason, bounce_classification }: SendgridRow): Said {
  if (event === 'spamreport') return COMPLAINT;
  if (event === 'unsubscribe' || event === 'group_unsubscribe') return STOP;
  if (event === 'dropped') return droppedFor(reason ?? '');
  const otherwise = CLASSES[bounce_classification?.toLowerCase() ?? ''] ?? 'unknown';
  // «blocked» is said of us or of the letter; of the address it is «bounce».
  const final = type !== 'blocked';
  return bounced(reason ?? '', {
    final,
    status: statusIn(status),
    otherwise: final && !bounce_classification ? 'dead' : otherwise,
  });
}

const CLASSES: Record<string, Cause> = {
  ...{ 'invalid address': 'dead', 'mailbox unavailable': 'box', content: 'content', reputation: 'sender' },
  ...{ 'frequency or volume too high': 'rate', technical: 'road', 'technical failure': 'road' },
};

const statusIn = (status: string | null | undefined): string | null =>
  /^[245]\.\d{1,3}\.\d{1,3}$/.exec(status ?? '')?.[0] ?? null;

/** It did not even try, for what it had heard of the address before; its other reasons are about us and the letter. */
function droppedFor(reason: string): Said {
  if (/^spam reporting/i.test(reason)) return COMPLAINT;
  if (/^unsubscribed/i.test(reason)) return STOP;
  const dead = /^(bounced address|invalid)/i.test(reason);
  return { kind: dead ? 'hard' : 'soft', cause: dead ? 'dead' : 'content', status: null, reason };
}
