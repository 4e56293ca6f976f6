import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server of a test's own on 127.0.0.1. */
export interface TestServer {
  /** "http://127.0.0.1:41234" */
  base: string;
  host: string;
  port: number;
  /** What it was asked, in order. */
  asked: IncomingMessage[];
  /** The most requests that were under way at one time, each until its answer's last byte. */
  mostAtOnce: number;
  close(): Promise<void>;
}

/** Starts one that answers by `handler`. */
export async function startServer(
  handler: RequestListener,
  address = '127.0.0.1',
  port = 0,
): Promise<TestServer> {
  const asked: IncomingMessage[] = [];
  let under = 0;
  const server: Server = createServer((request, response) => {
    asked.push(request);
    started.mostAtOnce = Math.max(started.mostAtOnce, ++under);
    response.once('close', () => under--);
    handler(request, response);
  }).listen(port, address);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  const host = `${address}:${bound}`;
  const started: TestServer = {
    base: `http://${host}`,
    host,
    port: bound,
    asked,
    mostAtOnce: 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return started;
}
