import { Worker } from 'node:worker_threads';
import { workerFile } from '../kit/worker-file.js';
import type { Segment } from '../search/fresh/segment.js';
import type { Job } from './copies.sql.js';
import type { WorkerReply, WorkerRequest } from './match-worker.js';
import type { RunColumns } from './match-writer.js';
import type { JobAnswer, Matching, Opened } from './matching.js';
import type { Window } from './window.sql.js';

/** Matches on a thread of its own, so that pages stay quick. Must be closed. */
export class WorkerMatching implements Matching {
  readonly aside = true;
  private readonly worker: Worker;
  /** Whoever waits for a reply, first come first served. */
  private readonly waiting: { resolve(value: unknown): void; reject(error: unknown): void }[] = [];
  private readonly ended: Promise<void>;
  private failure: unknown = null;

  constructor(url: string) {
    this.worker = new Worker(workerFile(import.meta.url, './match-worker'), { workerData: { url } });
    this.worker.on('message', (reply: WorkerReply) => {
      const waiter = this.waiting.shift();
      if ('error' in reply) waiter?.reject(reply.error);
      else waiter?.resolve(reply.value);
    });
    this.worker.on('error', (error) => this.fail(error));
    this.ended = new Promise((resolve) => {
      this.worker.on('exit', () => {
        this.fail(new Error('The matching thread has ended.'));
        resolve();
      });
    });
  }

  open(window: Window): Promise<Opened> {
    return this.ask({ kind: 'open', window }) as Promise<Opened>;
  }

  adopt(segments: Segment[]): Promise<unknown> {
    return this.ask({ kind: 'adopt', segments });
  }

  async answer(job: Job, run: RunColumns): Promise<JobAnswer> {
    const answer = (await this.ask({ kind: 'answer', job, run })) as JobAnswer;
    // A Buffer arrives as a bare Uint8Array.
    const rows = answer.rows.map(({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length));
    return { ...answer, rows };
  }

  async close(): Promise<void> {
    this.ask({ kind: 'close' }).catch(() => undefined);
    await this.ended;
  }

  private ask(request: WorkerRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.failure !== null) return reject(this.failure);
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(request);
    });
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
