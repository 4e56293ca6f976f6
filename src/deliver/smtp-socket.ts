import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { RelayAddress } from './relay-address.js';
import { SmtpError } from './smtp-error.js';
import { SmtpReplies, type SmtpReply } from './smtp-replies.js';

/** Bytes to and from a relay, each wait with an end: whatever breaks, every wait hears of it. */
export class SmtpSocket {
  private readonly replies = new SmtpReplies();
  private socket: Socket;
  private timer: NodeJS.Timeout | undefined;
  /** No wait lasts beyond it (`performance.now()`). */
  deadline = Number.POSITIVE_INFINITY;

  constructor(private readonly relay: RelayAddress) {
    const { host, port, tls } = relay;
    this.socket =
      tls === 'implicit' ? connectTls({ host, port, ...this.certificate() }) : connect({ host, port });
    this.listen();
  }

  /** Resolves when the connection, with TLS where it begins with that, stands. */
  connected(ms: number): Promise<void> {
    return this.within(ms, this.happens(this.relay.tls === 'implicit' ? 'secureConnect' : 'connect'));
  }

  /** From here on everything is said through TLS. */
  async secure(ms: number): Promise<void> {
    const plain = this.socket;
    // What was said in the clear after STARTTLS could have been put there by anybody (CVE-2011-0411).
    if (!this.replies.detach(plain))
      throw this.broken('the relay said more than it was asked before TLS began');
    this.socket = connectTls({ socket: plain, ...this.certificate() });
    this.listen();
    await this.within(ms, this.happens('secureConnect'));
  }

  /** The next reply, waited for from now on; limit the wait with `within`. */
  reply(): Promise<SmtpReply> {
    const reply = this.replies.next();
    // Whoever waits hears it; who stopped waiting because an earlier reply failed must not end the process.
    reply.catch(() => undefined);
    return reply;
  }

  /** Says a command; answers the reply to it. */
  ask(command: string): Promise<SmtpReply> {
    const reply = this.reply();
    void this.write(`${command}\r\n`).catch(() => undefined);
    return reply;
  }

  /** Resolves when the bytes have left for the relay's kernel. */
  write(bytes: Buffer | string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.write(bytes, (error) => (error ? reject(this.broken(error.message)) : resolve()));
    });
  }

  /** Waits at most `ms` milliseconds; then the connection is given up. */
  async within<T>(ms: number, awaited: Promise<T>): Promise<T> {
    const patience = Math.max(0, Math.min(ms, this.deadline - performance.now()));
    const timer = setTimeout(
      () => this.broken(`no answer within ${Math.round(patience / 1000)} seconds`),
      patience,
    );
    this.timer = timer;
    try {
      return await awaited;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Why nothing more will come; null while the connection stands. */
  get error(): SmtpError | null {
    return this.replies.error;
  }

  get localAddress(): string {
    return this.socket.localAddress ?? '127.0.0.1';
  }

  /** How what is said is kept secret, and until when the relay's certificate counts; null: it is not. */
  get secrecy(): { protocol: string; validTo: Date } | null {
    const { socket } = this;
    if (!(socket instanceof TLSSocket)) return null;
    return {
      protocol: socket.getProtocol() ?? 'TLS',
      validTo: new Date(socket.getPeerCertificate().valid_to),
    };
  }

  /** Gives the connection up at once. */
  drop(): void {
    this.broken('the connection was given up');
  }

  /** Says goodbye and hangs up, without waiting for an answer. */
  quit(): void {
    this.socket.end('QUIT\r\n');
    setTimeout(() => this.drop(), 1000).unref();
  }

  /** Lets the process end although an answer is still waited for. */
  unref(): void {
    this.socket.unref();
    this.timer?.unref();
  }

  private broken(message: string): SmtpError {
    const error = this.replies.error ?? new SmtpError(message);
    this.replies.fail(error);
    this.socket.destroy();
    return error;
  }

  private listen(): void {
    const { socket } = this;
    socket.setNoDelay(true);
    socket.on('error', (error) => this.broken(error.message));
    socket.on('end', () => this.broken('the relay closed the connection'));
    socket.on('close', () => this.broken('the connection was closed'));
    this.replies.attach(socket);
  }

  private happens(event: 'connect' | 'secureConnect'): Promise<void> {
    const { socket } = this;
    return new Promise((resolve, reject) => {
      socket.once(event, resolve);
      socket.once('close', () => reject(this.broken('the connection was closed')));
    });
  }

  private certificate() {
    const { host, verify } = this.relay;
    return { rejectUnauthorized: verify, ...(isIP(host) === 0 && { servername: host }) };
  }
}
