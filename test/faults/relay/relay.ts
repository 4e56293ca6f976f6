import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Book, type BookOptions } from './book.js';
import { Conversation } from './conversation.js';
import type { Plan } from './fault.js';

export interface RelayOptions extends BookOptions {
  plan?: Plan;
  /** Milliseconds between the dot and the answer. */
  delay?: number | (() => number);
  startTls?: boolean;
}

/** A relay on this machine that can be told to misbehave in any way and place, and writes down all that it took. */
export class Relay {
  readonly book: Book;
  /** What it does in place of what is proper; may be changed at any time. */
  plan: Plan;
  /** Connections made since the start. */
  connections = 0;
  private server: Server | null = null;
  private port = 0;
  private readonly sockets = new Set<Socket>();
  private readonly counts = new Map<string, number>();

  constructor(private readonly options: RelayOptions) {
    this.book = new Book(options);
    this.plan = options.plan ?? (() => undefined);
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Opens the door, after a `down` at the same port. */
  async up(): Promise<void> {
    const { delay = 0, startTls = false } = this.options;
    const server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      this.connections += 1;
      const desk = {
        plan: (place: Parameters<Plan>[0]) => this.plan(place),
        book: this.book,
        delay: typeof delay === 'number' ? () => delay : delay,
        startTls,
        count: (to: string) => this.count(to),
      };
      void new Conversation(socket, desk, this.connections).greet();
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Closes the door and breaks every connection; the book stays. */
  async down(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server === null) return;
    for (const socket of this.sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }

  private count(to: string): number {
    const nth = (this.counts.get(to) ?? 0) + 1;
    this.counts.set(to, nth);
    return nth;
  }
}

/** Starts a relay; end it with `down`. */
export async function startRelay(options: RelayOptions = {}): Promise<Relay> {
  const relay = new Relay(options);
  await relay.up();
  return relay;
}
