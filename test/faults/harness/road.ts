import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The road between workers and their database, which can be broken in ways that no server can be asked for. */
export class Road {
  /** Connections are held and carry nothing, neither way. */
  private held = false;
  private readonly pairs = new Set<[Socket, Socket]>();
  private server: Server | null = null;
  /** What is sent along the road is shown to this; true loses the answer to it and breaks the connection. */
  losesAnswerTo: (sent: Buffer) => boolean = () => false;

  /** `target` answers the port that the database has now. */
  constructor(private readonly target: () => number) {}

  async open(): Promise<number> {
    const server = createServer({ pauseOnConnect: true }, (client) => this.carry(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.server = server;
    return (server.address() as AddressInfo).port;
  }

  /** Breaks every connection. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** Nothing gets through any more, and nobody is told. */
  hold(): void {
    this.held = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  goOn(): void {
    this.held = false;
    for (const pair of this.pairs) for (const socket of pair) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    this.server?.close();
  }

  private carry(client: Socket): void {
    const server = connect(this.target(), '127.0.0.1');
    const pair: [Socket, Socket] = [client, server];
    let lost = false;
    this.pairs.add(pair);
    client.on('data', (bytes) => {
      lost ||= this.losesAnswerTo(bytes);
      server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (lost) client.destroy();
      else client.write(bytes);
    });
    for (const [one, other] of [pair, [server, client] as const]) {
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('close', () => {
        other.destroy();
        this.pairs.delete(pair);
      });
    }
    if (this.held) server.pause();
    else client.resume();
  }
}
