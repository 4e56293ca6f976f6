import type { Socket } from 'node:net';
import { SmtpError } from './smtp-error.js';

/** A reply of the relay, its lines joined: `550 5.1.1 No such user here`. */
export interface SmtpReply {
  code: number;
  text: string;
  lines: string[];
}

// A real reply is a few hundred bytes; whoever says 64 KB without an end is no mail server.
const MOST = 64 * 1024;

interface Waiter {
  resolve: (reply: SmtpReply) => void;
  reject: (error: SmtpError) => void;
}

/** The relay's side of a conversation: replies are handed out in the order in which they were waited for. */
export class SmtpReplies {
  private rest = '';
  private lines: string[] = [];
  private size = 0;
  private readonly waiting: Waiter[] = [];
  /** Why there will be no more replies; null while there may be. */
  error: SmtpError | null = null;
  private readonly take = (chunk: Buffer) => this.read(chunk.toString('latin1'));

  /** Listens to this socket from now on. */
  attach(socket: Socket): void {
    socket.on('data', this.take);
  }

  /** Stops listening; false when the relay had already said more than it was asked for. */
  detach(socket: Socket): boolean {
    socket.off('data', this.take);
    return this.rest === '' && this.lines.length === 0;
  }

  next(): Promise<SmtpReply> {
    return new Promise((resolve, reject) => {
      if (this.error !== null) reject(this.error);
      else this.waiting.push({ resolve, reject });
    });
  }

  /** Ends the conversation: whoever waits, now or later, hears this error. The first one stands. */
  fail(error: SmtpError): void {
    this.error ??= error;
    for (const waiter of this.waiting.splice(0)) waiter.reject(this.error);
  }

  private read(text: string): void {
    if (this.error !== null) return;
    this.size += text.length;
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.readLine(line.replace(/\r$/, ''));
    if (this.size > MOST) this.fail(new SmtpError('the relay answered without an end'));
  }

  private readLine(line: string): void {
    this.lines.push(line);
    if (/^\d{3}-/.test(line)) return;
    const reply = replyOf(this.lines);
    this.lines = [];
    this.size = this.rest.length;
    if (reply === null) {
      this.fail(new SmtpError('the relay does not speak SMTP'));
      return;
    }
    const waiter = this.waiting.shift();
    if (waiter !== undefined) waiter.resolve(reply);
    // Nobody asked: the relay says goodbye (421) before it closes.
    else this.fail(new SmtpError('the relay ended the conversation', reply));
  }
}

function replyOf(lines: string[]): SmtpReply | null {
  const last = lines.at(-1) ?? '';
  if (!/^[2-5]\d\d(?: |$)/.test(last)) return null;
  const words = lines.map((line) => decode(line.slice(4)));
  // A status that stands on every line is said once.
  const status = /^[245]\.\d{1,3}\.\d{1,3} /.exec(words[0] ?? '')?.[0] ?? '';
  const rest = words.map((line) =>
    status !== '' && line.startsWith(status) ? line.slice(status.length) : line,
  );
  return {
    code: Number(last.slice(0, 3)),
    text: `${last.slice(0, 3)} ${status}${rest.join(' ')}`,
    lines: words,
  };
}

// What a reply is written in is said nowhere (RFC 5321 §4.2.1); most of those who leave ASCII write UTF-8.
function decode(line: string): string {
  if (/^[ -~]*$/.test(line)) return line;
  const text = Buffer.from(line, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? line : text;
}
