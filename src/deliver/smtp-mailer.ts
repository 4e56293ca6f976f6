import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Mailer, Outcome, OutgoingLetter } from './mailer.js';
import { isPlainAddress, messageOf, type Sender } from './message.js';
import { outcomeOf, readReply } from './outcome.js';

/** A relay and how patiently to speak with it. */
export interface SmtpSettings {
  /** smtp://user:password@host:port or smtps://… */
  url: string;
  from: Sender;
  /** Connections kept open, and so letters under way at once. */
  connections: number;
  /** Milliseconds for one whole conversation; shorter than the handoff lease (11 min) or duplicates are made. */
  patience?: number;
}

const SECOND = 1000;
// RFC 5321 §4.5.3.2.6: a relay may take 10 minutes over the final dot; giving up earlier manufactures duplicates.
const FINAL_DOT = 600 * SECOND;
const PATIENCE = FINAL_DOT + 50 * SECOND;

/** Sends over one Nodemailer pool. Letters are pulled, never queued inside: its queue is in memory and has no end. */
export class SmtpMailer implements Mailer {
  private readonly transport;
  /** The byte streams made for a letter, by the signal of its attempt. */
  private readonly streams = new WeakMap<AbortSignal, Readable[]>();
  private readonly from: Sender;
  private readonly patience: number;

  constructor({ url, from, connections, patience = PATIENCE }: SmtpSettings) {
    this.from = from;
    this.patience = patience;
    this.transport = createTransport({
      url,
      pool: true,
      maxConnections: connections,
      connectionTimeout: Math.min(patience, 20 * SECOND),
      greetingTimeout: Math.min(patience, 60 * SECOND),
      socketTimeout: Math.min(patience, FINAL_DOT),
      // It retries only what was not read yet (a connection gone stale); a relay that is down is the step's business.
      maxRequeues: 1,
    });
    // Nodemailer's error is the same for a cut in mid-body and one before it; whether a byte was read is not.
    this.transport.use('stream', ({ message, data }, next) => {
      message.processFunc((bytes) => {
        this.streams.get(data.signal as AbortSignal)?.push(bytes);
        return bytes;
      });
      next();
    });
  }

  async send(letter: OutgoingLetter): Promise<Outcome> {
    if (!isPlainAddress(letter.to)) {
      return {
        kind: 'refused',
        code: null,
        enhanced: '5.1.3',
        reason: 'the address cannot stand in an envelope',
      };
    }
    const signal = AbortSignal.timeout(this.patience);
    const streams: Readable[] = [];
    this.streams.set(signal, streams);
    try {
      const { response } = await this.transport.sendMail({ ...messageOf(letter, this.from), signal });
      const { code, enhanced, words } = readReply(response);
      return { kind: 'sent', relayId: words.slice(0, 200), code, enhanced };
    } catch (error) {
      return outcomeOf(
        error,
        streams.some((bytes) => bytes.readableDidRead),
      );
    }
  }

  close(): void {
    this.transport.close();
  }
}
