import { createHash } from 'node:crypto';
import type { ReturnKind } from '../../../store/bounce-event.entity.js';
import type { Cause } from '../kinds.js';
import { causeOfReply } from '../status-cause.js';

/** Whose reports are understood; each name is also the end of the address that takes them, and a source in bounce_event. */
export const PROVIDERS = ['ses', 'postmark', 'sendgrid', 'mailgun'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** One thing that a provider says came back, about one recipient. */
export interface ReportEvent {
  /** Unique with this provider: the same event comes again until it was answered, and by every webhook set up. */
  eventId: string;
  kind: ReturnKind;
  cause: Cause | null;
  status: string | null;
  reason: string | null;
  email: string | null;
  /** Texts in which an address or a Message-ID of ours may stand. */
  echoed: string[];
  /** What the provider calls the letter: its answer held it when the letter was handed over. */
  relayId: string | null;
}

/** What is in a report. `faults` are sentences about rows that cannot be understood. */
export interface ReadReport {
  events: ReportEvent[];
  /** Rows about opens, deliveries and the like. */
  ignored: number;
  faults: string[];
}

/** What kind of row it is, before whose it is. */
export type Said = Pick<ReportEvent, 'kind' | 'cause' | 'status' | 'reason'>;

/** The person asked for no more. */
export const STOP: Said = { kind: 'unsubscribe', cause: null, status: null, reason: null };

/** The person called it spam. */
export const COMPLAINT: Said = { kind: 'complaint', cause: null, status: null, reason: null };

/**
 * A bounce by the reply that it quotes, and where that says nothing that is known, by what the provider makes of it.
 * A bounce that the provider does not call final kills no address, whatever the words.
 */
export function bounced(
  reply: string,
  { final, status = null, otherwise }: { final: boolean; status?: string | null; otherwise: Cause },
): Said {
  const found = causeOfReply(status === null || reply.includes(status) ? reply : `${status} ${reply}`);
  const blamed = found.cause ?? otherwise;
  const cause = blamed === 'dead' && !final ? 'road' : blamed;
  const reason = reply.replace(/\s+/g, ' ').trim().slice(0, 300) || null;
  return { kind: cause === 'dead' ? 'hard' : 'soft', cause, status: found.status ?? status, reason };
}

/** Stands for a recipient in an event's id, where a provider numbers what it tells of several by one id. */
export const recipientMark = (email: string): string =>
  createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 16);
