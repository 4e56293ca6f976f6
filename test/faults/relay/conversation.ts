import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Book } from './book.js';
import type { Act, Place, Plan, Stage } from './fault.js';

/** What a conversation needs of its relay. */
export interface Desk {
  plan: Plan;
  book: Book;
  /** Milliseconds between the dot and the answer. */
  delay: () => number;
  /** Offers STARTTLS, and then answers the client's handshake with nonsense. */
  startTls: boolean;
  /** Which letter to this recipient begins now, counted from 1. */
  count(to: string): number;
}

const END = Buffer.from('\r\n.\r\n');

/** One client's conversation, line by line (RFC 5321), with the faults that the plan wants. */
export class Conversation {
  private unread = Buffer.alloc(0);
  private inBody = false;
  private bodySeen = false;
  private over = false;
  /** STARTTLS was agreed to: what comes next is the client's part of a handshake. */
  private shakesHands = false;
  private reading = false;
  private to = '';
  private nth = 0;

  constructor(
    private readonly socket: Socket,
    private readonly desk: Desk,
    private readonly connection: number,
  ) {
    socket.setNoDelay(true);
    socket.on('error', () => undefined); // a client that was killed resets its connection: that is what we test
    socket.on('close', () => (this.over = true));
    socket.on('data', (bytes) => {
      this.unread = this.unread.length === 0 ? bytes : Buffer.concat([this.unread, bytes]);
      void this.read();
    });
  }

  async greet(): Promise<void> {
    await this.answer('greeting', '220 relay.test ESMTP');
  }

  /** One reader at a time: a fault that waits keeps the rest of what has come waiting too. */
  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    while (!this.over && (await (this.inBody ? this.readBody() : this.readLine())));
    this.reading = false;
  }

  /** Takes one command; false when no whole line has come. */
  private async readLine(): Promise<boolean> {
    if (this.shakesHands && this.unread.length > 0) {
      this.say('this is no handshake');
      this.end('fin');
      return false;
    }
    const end = this.unread.indexOf('\r\n');
    if (end === -1) return false;
    const line = this.unread.subarray(0, end).toString();
    this.unread = this.unread.subarray(end + 2);
    await this.command(line);
    return true;
  }

  private async command(line: string): Promise<void> {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') await this.answer('ehlo', this.welcome());
    else if (verb === 'STAR')
      this.shakesHands = (await this.answer('starttls', '220 2.0.0 go ahead')) === 'proper';
    else if (verb === 'MAIL') await this.answer('mail', '250 2.1.0 fine');
    else if (verb === 'RCPT') await this.receive(line);
    else if (verb === 'DATA') await this.begin();
    else if (verb === 'QUIT') this.socket.end('221 2.0.0 bye\r\n');
    else this.say(verb === 'RSET' || verb === 'NOOP' ? '250 2.0.0 fine' : '500 5.5.1 not known here');
    if (verb === 'RSET') this.forget();
  }

  private async receive(line: string): Promise<void> {
    this.to = /<([^>]*)>/.exec(line)?.[1] ?? '';
    this.nth = this.desk.count(this.to);
    await this.answer('rcpt', '250 2.1.5 fine');
  }

  private welcome(): string {
    const offers = [
      'PIPELINING',
      '8BITMIME',
      'ENHANCEDSTATUSCODES',
      ...(this.desk.startTls ? ['STARTTLS'] : []),
    ];
    return [
      '250-relay.test',
      ...offers.map((offer, n) => `250${n === offers.length - 1 ? ' ' : '-'}${offer}`),
    ].join('\r\n');
  }

  private async begin(): Promise<void> {
    if (this.to === '') return this.say('503 5.5.1 no recipient');
    this.inBody = (await this.answer('data', '354 go on')) === 'proper';
    this.bodySeen = false;
  }

  /** False when the dot has not come yet. */
  private async readBody(): Promise<boolean> {
    if (!this.bodySeen && this.unread.length > 0) {
      this.bodySeen = true;
      const act = await this.play('body');
      if (act !== 'proper' || this.over) return false;
    }
    const end = this.unread.indexOf(END);
    if (end === -1) return false;
    const raw = unstuffed(this.unread.subarray(0, end + 2));
    this.unread = this.unread.subarray(end + END.length);
    this.inBody = false;
    await this.take(raw);
    return true;
  }

  private async take(raw: Buffer): Promise<void> {
    const { book, delay } = this.desk;
    const to = this.to;
    const kept = () => book.keep(to, raw);
    if ((await this.play('end', kept)) === 'proper') {
      kept();
      const ms = delay();
      if (ms > 0) await wait(ms);
      this.say(`250 2.0.0 taken as ${book.copies.length}`);
      await this.play('answered');
    }
    this.forget();
  }

  private forget(): void {
    this.to = '';
    this.nth = 0;
  }

  private async answer(stage: Stage, proper: string): Promise<'proper' | 'played'> {
    const how = await this.play(stage);
    if (how === 'proper') this.say(proper);
    // A recipient that was refused is none.
    else if (stage === 'rcpt' || stage === 'mail') this.forget();
    return how;
  }

  /** Does what the plan wants here; `proper` when what is proper should follow. */
  private async play(stage: Stage, keep?: () => void): Promise<'proper' | 'played'> {
    const place: Place = { stage, connection: this.connection, to: this.to, nth: this.nth };
    const act: Act | undefined = await this.desk.plan(place);
    if (act === undefined) return 'proper';
    if (act.waits !== undefined) await wait(act.waits);
    if (act.keeps) keep?.();
    if (act.says !== undefined) this.say(act.says);
    if (act.ends !== undefined) this.end(act.ends);
    return act.says === undefined && act.ends === undefined && !act.keeps ? 'proper' : 'played';
  }

  private say(line: string | Buffer): void {
    if (this.over) return;
    this.socket.write(line);
    if (typeof line === 'string') this.socket.write('\r\n');
  }

  private end(how: 'fin' | 'rst' | 'silence'): void {
    this.over = true;
    if (how === 'fin') this.socket.end(() => this.socket.destroySoon());
    // At once, it would overtake what was just said, and some clients would read a polite end.
    if (how === 'rst') setTimeout(() => this.socket.resetAndDestroy(), 5);
  }
}

/** A line that begins with a dot was sent with a second one (RFC 5321 §4.5.2). */
function unstuffed(raw: Buffer): Buffer {
  if (raw[0] !== 0x2e && !raw.includes('\r\n.')) return raw;
  return Buffer.from(raw.toString('latin1').replace(/(^|\r\n)\.\./g, '$1.'), 'latin1');
}
