import { z } from 'zod';
import { fault, oneRow } from './read-rows.js';
import { bounced, COMPLAINT, type ReadReport, type ReportEvent, type Said, STOP } from './report-event.js';

const text = z.string().nullish();
const Row = z.object({
  event: z.enum(['failed', 'complained', 'unsubscribed']),
  id: z.string().min(1),
  timestamp: z.number().min(0).max(1e11),
  recipient: z.string(),
  severity: text,
  reason: text,
  'delivery-status': z
    .object({
      message: text,
      description: text,
      code: z.union([z.number(), z.string()]).nullish(),
      'enhanced-code': text,
    })
    .nullish(),
  envelope: z.object({ sender: text }).nullish(),
  message: z.object({ headers: z.object({ 'message-id': text }).nullish() }).nullish(),
});
type MailgunRow = z.infer<typeof Row>;

const Body = z.object({ 'event-data': z.unknown() });

/** Reads a webhook of Mailgun, one event a body (documentation.mailgun.com, Webhook Payloads). */
export function readMailgun(body: unknown): ReadReport {
  const read = Body.safeParse(body);
  if (!read.success || read.data['event-data'] === undefined) return fault('it has no event-data.');
  const known = Row.shape.event.options;
  return oneRow(read.data['event-data'], { type: 'event', known, shape: Row, eventsOf });
}

function eventsOf(row: MailgunRow): ReportEvent[] {
  const said = saidBy(row);
  if (said === null) return [];
  const echoed = [row.envelope?.sender, row.message?.headers?.['message-id']].filter((one) => !!one);
  // Its ids are unique within a day only.
  const day = new Date(row.timestamp * 1000).toISOString().slice(0, 10);
  return [
    { ...said, eventId: `${day}:${row.id}`, email: row.recipient, echoed: echoed as string[], relayId: null },
  ];
}

function saidBy({ event, severity, reason, 'delivery-status': status }: MailgunRow): Said | null {
  if (event === 'complained' || reason === 'suppress-complaint') return COMPLAINT;
  if (event === 'unsubscribed' || reason === 'suppress-unsubscribe') return STOP;
  // It will try again by itself.
  if (severity !== 'permanent') return null;
  if (reason === 'suppress-bounce')
    return { kind: 'hard', cause: 'dead', status: null, reason: 'suppress-bounce' };
  const reply = [status?.code, status?.['enhanced-code'], status?.message || status?.description];
  return bounced(reply.filter(Boolean).join(' '), {
    final: true,
    // Its own codes begin at 600; «old» is a letter that could not be delivered for hours.
    otherwise: reason === 'bounce' ? 'dead' : reason === 'old' ? 'road' : 'unknown',
  });
}
