import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import type { Segment } from '../search/fresh/segment.js';
import type { Job } from './copies.sql.js';
import type { RunColumns } from './match-writer.js';
import { LocalMatching } from './matching.js';
import type { Window } from './window.sql.js';

/** What the main thread asks of this one; each is answered by one WorkerReply, in order. */
export type WorkerRequest =
  | { kind: 'open'; window: Window }
  | { kind: 'adopt'; segments: Segment[] }
  | { kind: 'answer'; job: Job; run: RunColumns }
  | { kind: 'close' };

export type WorkerReply = { value: unknown } | { error: unknown };

/** A thread that matches: it has a connection of its own and lives as long as one run. */
async function main(port: MessagePort, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'vestnik match' });
  client.on('error', () => undefined); // the query under way says it too
  await client.connect();
  const matching = new LocalMatching(client);
  const handle = async (request: WorkerRequest): Promise<unknown> => {
    switch (request.kind) {
      case 'open':
        return matching.open(request.window);
      case 'adopt':
        return matching.adopt(request.segments);
      case 'answer':
        return matching.answer(request.job, request.run);
      case 'close':
        await client.end();
        return port.close();
    }
  };
  port.on('message', (request: WorkerRequest) => {
    handle(request).then(
      (value) => port.postMessage({ value } satisfies WorkerReply, transferable(value)),
      (error: unknown) => port.postMessage({ error } satisfies WorkerReply),
    );
  });
}

/** The memory of rows goes over, it is not copied. */
const transferable = (value: unknown): ArrayBuffer[] =>
  value !== null && typeof value === 'object' && 'rows' in value
    ? (value.rows as Buffer<ArrayBuffer>[]).map(({ buffer }) => buffer)
    : [];

await main(parentPort!, (workerData as { url: string }).url);
