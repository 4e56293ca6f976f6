import { Worker } from 'node:worker_threads';
import type { Log } from '../../kit/log.js';
import { workerFile } from '../../kit/worker-file.js';
import { FreshIndex } from './fresh-index.js';
import type { IndexMessage, IndexWorkerData, SuggestRequest } from './index-worker.js';

export interface KeeperSettings {
  url: string;
  mostBytes: number;
  log: Log;
  /** Milliseconds between two looks at what changed. */
  every?: number;
}

// Nothing new takes 2 ms to find out.
const EVERY_MS = 1_000;
// A database that is being restarted is asked anew after ten times as long.
const AGAIN = 10;
// A page does not wait longer for what it can do without.
const SUGGEST_MS = 150;

/** Keeps the fresh index of a process by a thread of its own, started anew should it fail. Must be closed. */
export class IndexKeeper {
  private index: FreshIndex | null = null;
  private worker: Worker | null = null;
  private again: NodeJS.Timeout | null = null;
  private closed = false;
  private told = '';
  private ready: (() => void)[] = [];
  /** Whoever waits for a suggestion, by the number of the question. */
  private readonly asked = new Map<number, (suggestion: string | null) => void>();
  private questions = 0;

  constructor(private readonly settings: KeeperSettings) {
    this.start();
  }

  /** The index, or null while there is none: ask Postgres meanwhile. */
  current(): FreshIndex | null {
    return this.index;
  }

  /** When there is an index, or at once. */
  whenReady(): Promise<void> {
    return this.index === null ? new Promise((resolve) => this.ready.push(resolve)) : Promise.resolve();
  }

  /** What a query was perhaps meant to say, by the words of titles; null where nobody knows, or not soon enough. */
  suggest(query: string): Promise<string | null> {
    if (this.index === null || this.worker === null) return Promise.resolve(null);
    const id = ++this.questions;
    const request: SuggestRequest = { id, query };
    this.worker.postMessage(request);
    return new Promise((resolve) => {
      const answer = (suggestion: string | null): void => {
        clearTimeout(late);
        this.asked.delete(id);
        resolve(suggestion);
      };
      const late = setTimeout(() => answer(null), SUGGEST_MS);
      this.asked.set(id, answer);
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.again !== null) clearTimeout(this.again);
    await this.worker?.terminate();
  }

  private start(): void {
    const { url, mostBytes, every = EVERY_MS, log } = this.settings;
    const started = performance.now();
    const index = new FreshIndex();
    const workerData: IndexWorkerData = { url, mostBytes, every };
    this.worker = new Worker(workerFile(import.meta.url, './index-worker'), { workerData });
    this.worker.on('message', (message: IndexMessage) => {
      if ('suggestion' in message) {
        this.asked.get(message.id)?.(message.suggestion);
        return;
      }
      index.take(message.update);
      this.tellShrunk(index);
      if (this.index === index) return;
      this.index = index;
      const ms = Math.round(performance.now() - started);
      log.info({ vacancies: index.size, megabytes: megabytes(index.bytes), ms }, 'fresh index built');
      for (const tell of this.ready.splice(0)) tell();
    });
    this.worker.on('error', (err) => {
      if (!this.closed) log.error({ err }, 'fresh index failed: Postgres answers until it is built anew');
    });
    this.worker.on('exit', () => {
      this.index = null;
      if (!this.closed) this.again = setTimeout(() => this.start(), AGAIN * every).unref();
    });
    // Only the service keeps the process alive, never its index.
    this.worker.unref();
  }

  private tellShrunk({ since, size, bytes }: FreshIndex): void {
    if (since === null || shrunkSentence(since) === this.told) return;
    this.told = shrunkSentence(since);
    this.settings.log.warn({ vacancies: size, megabytes: megabytes(bytes) }, this.told);
  }
}

/** What an operator is told of an index that had no room for the oldest. */
export const shrunkSentence = (since: number): string =>
  `INDEX_MB is too small for all open vacancies: the fresh index holds those first seen since ` +
  `${new Date(since / 1000).toISOString().slice(0, 10)}, and Postgres answers pages that need older ones, more slowly. ` +
  'Raise INDEX_MB where there is memory.';

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
