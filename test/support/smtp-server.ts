import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/**
 * What a relay may do to a letter. The numbers are refusals, at RCPT or after the final dot; `cut in body` closes the
 * connection at the first chunk; the last three read the whole letter and then close without having kept it, close
 * having kept it, or keep it and never answer.
 */
export type Fault =
  | '421 at rcpt'
  | '450 at rcpt'
  | '550 at rcpt'
  | '451 after dot'
  | '554 after dot'
  | 'cut in body'
  | 'cut after dot'
  | 'keep, then cut'
  | 'keep, then hang';

/** A letter that the relay took. */
export interface ReceivedMail {
  from: string;
  to: string;
  /** Exactly as it came, without dot-stuffing and the final dot. */
  raw: Buffer;
  /** Read by mailparser, once. */
  parsed: () => Promise<ParsedMail>;
}

export interface SmtpOptions {
  /** The fault for a recipient's nth letter (the first is 1); undefined takes it. */
  faults?: ((recipient: string, nth: number) => Fault | undefined) | undefined;
  onMail?: ((mail: ReceivedMail) => void) | undefined;
  /** Milliseconds between the final dot and the answer. */
  delay?: number | undefined;
  port?: number | undefined;
}

/** A real SMTP server on this machine. Letters are kept in the order they came. */
export interface SmtpRelay {
  url: string;
  port: number;
  mails: ReceivedMail[];
  /** Connections made since the start. */
  connections: () => number;
  mailsTo(recipient: string): ReceivedMail[];
  /** Closes the door and every connection; letters stay. `up` opens it again at the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
}

/** Starts a relay at 127.0.0.1; end it with `down`. */
export async function startSmtp(options: SmtpOptions = {}): Promise<SmtpRelay> {
  const relay = new Relay(options);
  await relay.up();
  return relay;
}

class Relay implements SmtpRelay {
  readonly mails: ReceivedMail[] = [];
  port: number;
  private server: SMTPServer | null = null;
  private made = 0;
  private readonly nth = new Map<string, number>();
  private readonly fault = new Map<string, Fault>();

  constructor(private readonly options: SmtpOptions) {
    this.port = options.port ?? 0;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  connections = () => this.made;
  mailsTo = (recipient: string) => this.mails.filter((mail) => mail.to === recipient);

  async up(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      closeTimeout: 50,
      onConnect: (_session, done) => {
        this.made += 1;
        done();
      },
      onRcptTo: ({ address }, session, done) => done(this.refusalAtRcpt(address, session)),
      // A sender that was killed breaks its letter off; nobody is left to be answered then.
      onData: (stream, session, done) => void this.take(stream, session).then(done, () => undefined),
    });
    server.on('error', () => undefined); // a client that was killed resets its connection; that is what we test
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
  }

  async down(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (server === null) return;
    for (const { _socket } of connectionsOf(server)) _socket.destroy();
    await new Promise<void>((resolve) => server.close(resolve));
  }

  private refusalAtRcpt(recipient: string, session: SMTPServerSession): Error | null {
    const nth = (this.nth.get(recipient) ?? 0) + 1;
    this.nth.set(recipient, nth);
    const fault = this.options.faults?.(recipient, nth);
    if (fault === undefined) this.fault.delete(session.id);
    else this.fault.set(session.id, fault);
    return fault?.endsWith('at rcpt') ? refusal(fault) : null;
  }

  /** Answers the final dot; never resolves where the connection is cut or left hanging. */
  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null> {
    const fault = this.fault.get(session.id);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      if (fault === 'cut in body') return this.cut(session);
      chunks.push(chunk as Buffer);
    }
    if (fault === 'cut after dot') return this.cut(session);
    if (fault?.endsWith('after dot')) return refusal(fault);
    this.keep(Buffer.concat(chunks), session);
    if (fault === 'keep, then cut') return this.cut(session);
    if (fault === 'keep, then hang') return new Promise(() => undefined);
    if (this.options.delay) await wait(this.options.delay);
    return null;
  }

  private keep(raw: Buffer, { envelope }: SMTPServerSession): void {
    let parsed: Promise<ParsedMail> | undefined;
    const mail: ReceivedMail = {
      from: envelope.mailFrom ? envelope.mailFrom.address : '',
      to: envelope.rcptTo[0]?.address ?? '',
      raw,
      parsed: () => (parsed ??= simpleParser(raw)),
    };
    this.mails.push(mail);
    this.options.onMail?.(mail);
  }

  private cut(session: SMTPServerSession): Promise<never> {
    if (this.server !== null) {
      const connection = [...connectionsOf(this.server)].find(({ id }) => id === session.id);
      connection?._socket.destroy();
    }
    return new Promise(() => undefined);
  }
}

const ENHANCED: Record<string, string> = {
  '421': '4.3.2',
  '450': '4.2.0',
  '451': '4.3.0',
  '550': '5.1.1',
  '554': '5.7.1',
};

function refusal(fault: Fault): Error {
  const code = fault.slice(0, 3);
  return Object.assign(new Error(`${ENHANCED[code]} refused by the test`), { responseCode: Number(code) });
}

// smtp-server tells nobody its sockets, and a cut connection is what has to be played.
function connectionsOf(server: SMTPServer): Set<{ id: string; _socket: Socket }> {
  return (server as unknown as { connections: Set<{ id: string; _socket: Socket }> }).connections;
}
