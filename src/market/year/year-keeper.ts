import { Worker } from 'node:worker_threads';
import type { Log } from '../../kit/log.js';
import { workerFile } from '../../kit/worker-file.js';
import type { Words, YearAnswer } from './year-answers.js';
import type { YearMessage, YearQuestion, YearWorkerData } from './year-worker.js';

export interface YearSettings {
  url: string;
  mostBytes: number;
  log: Log;
  /** Milliseconds between two looks at what changed. */
  every?: number;
}

// Figures of a year do not hurry, and nothing new takes milliseconds to find out.
const EVERY_MS = 10_000;

type Answers = (YearAnswer | null)[];

/** Who may know the market of searches; null, for one or for all, where Postgres must be asked. */
export interface YearAsker {
  ask(searches: readonly Words[], as: { now: Date; whole: boolean }): Promise<Answers | null>;
}

/** What an operator is told of memory that has no room for a year. */
export const TOO_SMALL =
  'YEAR_INDEX_MB is too small for the vacancies of twelve months: Postgres counts the market, more slowly. ' +
  'Raise YEAR_INDEX_MB where there is memory; 0 says that it is meant.';

/** Keeps the year index of a process by a thread of its own, started anew should it fail. Must be closed. */
export class YearKeeper implements YearAsker {
  private worker: Worker | null = null;
  private ready = false;
  private again: NodeJS.Timeout | null = null;
  private ended = false;
  private waiting: (() => void)[] = [];
  /** Whoever waits for an answer, by the number of the question. */
  private readonly asked = new Map<number, (answers: Answers | null) => void>();
  private questions = 0;

  constructor(private readonly settings: YearSettings) {
    this.start();
  }

  /** When there is an index, or at once. */
  whenReady(): Promise<void> {
    return this.ready ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  ask(searches: readonly Words[], { now, whole }: { now: Date; whole: boolean }): Promise<Answers | null> {
    const { worker } = this;
    if (worker === null || !this.ready) return Promise.resolve(null);
    const question: YearQuestion = { id: ++this.questions, searches, now, whole };
    return new Promise((resolve) => {
      this.asked.set(question.id, resolve);
      worker.postMessage(question);
    });
  }

  async close(): Promise<void> {
    this.ended = true;
    if (this.again !== null) clearTimeout(this.again);
    await this.worker?.terminate();
  }

  private start(): void {
    const { url, mostBytes, every = EVERY_MS, log } = this.settings;
    const started = performance.now();
    const workerData: YearWorkerData = { url, mostBytes, every };
    const worker = new Worker(workerFile(import.meta.url, './year-worker'), { workerData });
    this.worker = worker;
    worker.on('message', (message: YearMessage) => this.take(message, started));
    worker.on('error', (err) => {
      if (!this.ended) log.error({ err }, 'year index failed: Postgres counts until it is built anew');
    });
    worker.on('exit', () => this.gone(every));
    // Only the service keeps the process alive, never its index.
    worker.unref();
  }

  private take(message: YearMessage, started: number): void {
    const { log } = this.settings;
    if ('built' in message) {
      const { vacancies, bytes } = message.built;
      this.ready = true;
      log.info({ vacancies, megabytes: megabytes(bytes), ms: since(started) }, 'year index built');
      for (const tell of this.waiting.splice(0)) tell();
    } else if ('tooSmall' in message) {
      const { vacancies, bytes } = message.tooSmall;
      this.ended = true;
      log.warn({ vacancies, megabytes: megabytes(bytes) }, TOO_SMALL);
    } else if ('failed' in message) {
      log.error({ err: message.failed }, 'year index could not answer: Postgres counts instead');
    } else {
      this.asked.get(message.id)?.(message.answers);
      this.asked.delete(message.id);
    }
  }

  private gone(every: number): void {
    this.worker = null;
    this.ready = false;
    for (const answer of this.asked.values()) answer(null);
    this.asked.clear();
    if (!this.ended) this.again = setTimeout(() => this.start(), every).unref();
  }
}

const since = (started: number): number => Math.round(performance.now() - started);
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
