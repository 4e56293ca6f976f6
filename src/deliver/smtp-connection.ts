import type { Gate } from './mailer.js';
import type { RelayAddress } from './relay-address.js';
import { SmtpError } from './smtp-error.js';
import { type Extensions, greet } from './smtp-greeting.js';
import type { Limits } from './smtp-limits.js';
import type { SmtpReply } from './smtp-replies.js';
import { SmtpSocket } from './smtp-socket.js';

/** Who hears from whom, as the envelope says. */
export interface Envelope {
  from: string;
  to: string;
}

/** What the relay was answering; everything before the first letter is `opening`. */
export type SmtpStep = 'opening' | 'RSET' | 'MAIL FROM' | 'RCPT TO' | 'DATA' | 'body';

// So much stays here until the gate opens: without it no relay can take the letter for whole.
const WITHHELD = 1024;

/**
 * One connection to the relay, for one letter after another (RFC 5321, pipelined by RFC 2920). Written here and not
 * taken from Nodemailer, whose connection ends a letter when its stream ends and cannot tell "cut in mid-body" from
 * "cut after the dot" (docs/adr/0012).
 */
export class SmtpConnection {
  /** The step that was under way when something failed, and whether the end of the letter had left by then. */
  step: SmtpStep = 'opening';
  released = false;
  letters = 0;
  private readonly socket: SmtpSocket;
  private extensions: Extensions | null = null;
  /** A transaction was begun and not ended: the next one says RSET first. */
  private untidy = false;

  constructor(
    private readonly relay: RelayAddress,
    private readonly limits: Limits,
  ) {
    this.socket = new SmtpSocket(relay);
  }

  /** Connects and logs in, unless that is done; `name` is said in EHLO. Throws SmtpError; then the connection is gone. */
  async open(name: string | null): Promise<void> {
    const { socket, relay, limits } = this;
    socket.deadline = performance.now() + limits.beforeGate;
    if (this.extensions !== null) return;
    try {
      this.extensions = await greet(socket, { relay, limits, name });
    } catch (error) {
      socket.drop();
      throw error;
    }
  }

  /** Why this relay cannot carry such a letter, or null. */
  objection({ to }: Envelope, size: number): { enhanced: string; reason: string } | null {
    const most = Number(this.extensions?.get('SIZE') ?? 0);
    if (most > 0 && size > most) {
      return { enhanced: '5.3.4', reason: `the letter has ${size} bytes, the relay takes ${most}` };
    }
    if (!isAscii(to) && !this.offers('SMTPUTF8')) {
      return { enhanced: '5.6.7', reason: 'the relay takes no address with letters beyond ASCII' };
    }
    return null;
  }

  /**
   * Hands over a letter: all of it but the end, then `gate` is asked, then the end. Answers what the relay said to the
   * whole letter, or `withheld` when the gate stayed shut: then the connection is gone and the letter was surely not
   * taken. Throws SmtpError for anything else, and what the gate throws.
   */
  async send(envelope: Envelope, message: Buffer, gate: Gate): Promise<SmtpReply | 'withheld'> {
    this.released = false;
    this.letters += 1;
    await this.begin(envelope, message.length);
    return this.pour(dotStuffed(message), gate);
  }

  /** Whether another letter may follow. */
  get isUsable(): boolean {
    return this.socket.error === null;
  }

  quit(): void {
    this.socket.quit();
  }

  drop(): void {
    this.socket.drop();
  }

  /** Lets the process end although this conversation has not. */
  unref(): void {
    this.socket.unref();
  }

  private offers(keyword: string): boolean {
    return this.extensions?.has(keyword) ?? false;
  }

  private async begin({ from, to }: Envelope, size: number): Promise<void> {
    const options = [this.offers('SIZE') ? ` SIZE=${size}` : '', isAscii(to) ? '' : ' SMTPUTF8'].join('');
    const commands: [SmtpStep, string][] = [
      ['MAIL FROM', `MAIL FROM:<${from}>${options}`],
      ['RCPT TO', `RCPT TO:<${to}>`],
      ['DATA', 'DATA'],
    ];
    if (this.untidy) commands.unshift(['RSET', 'RSET']);
    this.untidy = true;
    await (this.offers('PIPELINING') ? this.askTogether(commands) : this.askInTurn(commands));
  }

  private async askInTurn(commands: [SmtpStep, string][]): Promise<void> {
    for (const [step, command] of commands) {
      this.step = step;
      const reply = await this.socket.within(this.limits.command, this.socket.ask(command));
      if (!isFine(step, reply)) throw new SmtpError(`${step} was refused`, reply);
    }
  }

  /** Every command at once; the answers in turn, all of them, so that the next letter hears its own. */
  private async askTogether(commands: [SmtpStep, string][]): Promise<void> {
    const replies = commands.map(() => this.socket.reply());
    void this.socket
      .write(`${commands.map(([, command]) => command).join('\r\n')}\r\n`)
      .catch(() => undefined);
    let refused: { step: SmtpStep; reply: SmtpReply } | null = null;
    for (const [index, [step]] of commands.entries()) {
      if (refused === null) this.step = step;
      try {
        const reply = await this.socket.within(this.limits.command, replies[index]!);
        if (!isFine(step, reply)) refused ??= { step, reply };
        // It waits for a letter whose recipient it refused: there is no polite way out of that.
        else if (step === 'DATA' && refused !== null) this.socket.drop();
      } catch (error) {
        if (refused === null) throw error;
      }
    }
    if (refused !== null) throw new SmtpError(`${refused.step} was refused`, refused.reply);
  }

  private async pour(message: Buffer, gate: Gate): Promise<SmtpReply | 'withheld'> {
    const { socket, limits } = this;
    this.step = 'body';
    const answer = socket.reply();
    let early: SmtpReply | null = null;
    void answer.then((reply) => (early = reply)).catch(() => undefined);
    const cut = message.length - Math.min(WITHHELD, message.length >> 1);
    await socket.within(limits.body, Promise.race([socket.write(message.subarray(0, cut)), answer]));
    this.mustGoOn(early);
    if (!(await this.passed(gate))) return 'withheld';
    this.mustGoOn(early);
    this.released = true;
    socket.deadline = Number.POSITIVE_INFINITY;
    void socket.write(Buffer.concat([message.subarray(cut), END])).catch(() => undefined);
    const reply = await socket.within(limits.finalDot, answer);
    this.untidy = false;
    if (reply.code >= 400) throw new SmtpError('the letter was refused', reply);
    if (reply.code >= 300) throw new SmtpError('the relay answered the end of a letter with a question');
    return reply;
  }

  private async passed(gate: Gate): Promise<boolean> {
    let open = false;
    try {
      open = await gate();
    } finally {
      if (!open) this.socket.drop();
    }
    return open;
  }

  /** Nothing that breaks before the end has left can mean that the letter was taken. */
  private mustGoOn(early: SmtpReply | null): void {
    const { error } = this.socket;
    if (early === null && error === null) return;
    this.socket.drop();
    throw early === null ? error : new SmtpError('the relay answered before the letter had ended', early);
  }
}

const END = Buffer.from('.\r\n');

const isFine = (step: SmtpStep, { code }: SmtpReply): boolean =>
  step === 'DATA' ? code >= 300 && code < 400 : code < 300;

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);

/** A line that begins with a dot gets a second one (RFC 5321 §4.5.2). Base64 has none: the search costs microseconds. */
function dotStuffed(message: Buffer): Buffer {
  if (!message.includes('\r\n.')) return message;
  return Buffer.from(message.toString('latin1').replaceAll('\r\n.', '\r\n..'), 'latin1');
}
