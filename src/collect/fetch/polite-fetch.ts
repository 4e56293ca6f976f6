import { setTimeout as sleep } from 'node:timers/promises';
import { FeedError, inflate } from '../formats/inflate.js';
import { textOf } from '../formats/text-of.js';
import { BrokenAnswer, type LeastRate } from './body.js';
import { faultOf } from './fault-of.js';
import { Pace } from './pace.js';
import { type Errand, type Response, Road } from './road.js';

/** How a source is asked. */
export interface PoliteOptions {
  /** Where to read about who asks; stands in the User-Agent. */
  publicUrl: string;
  /** The operator vouches for the host: it may lie in a private net and be asked at any port; no redirect may. */
  trusted: boolean;
  signal?: AbortSignal;
  /** Milliseconds for the headers, and between two pieces of a body. */
  timeout?: number;
  /** Milliseconds for all that is asked of one source in one run. */
  runLimit?: number;
  /** What the server must bring at least while we wait for it. */
  least?: LeastRate;
  /** Least milliseconds from one request to the next. */
  interval?: number;
  /** Headers that carry the source's key. */
  keyHeaders?: Record<string, string> | undefined;
  /** Waits so many milliseconds; tests put a clock of their own. */
  wait?: (ms: number) => Promise<unknown>;
}

/** By what an answer is known again. */
export interface Validators {
  etag: string | null;
  lastModified: string | null;
}

/** Bytes of an answer with the encoding that its header names. */
export interface Answer extends Validators {
  bytes: AsyncIterable<Uint8Array>;
  encoding?: string;
}

/** A page as text. */
export interface PageText extends Validators {
  text: string;
}

/** How an address is asked. */
export interface Asking extends Pick<Errand, 'gate'> {
  /** What was read there last; null is answered while it is the same. */
  known?: Validators | null | undefined;
}

/** An answer that is none, with its status. */
export class StatusError extends FeedError {
  constructor(
    host: string,
    readonly status: number,
  ) {
    super(`${host} answered with status ${status} instead of 200.`);
  }
}

const ATTEMPTS = 5;
const FIRST_WAIT = 1_000;
// A server that asks for longer is asked again at the source's next run.
const LONGEST_WAIT = 120_000;
// A feed of 2 GB at 200 KB a second; a source that is read page by page goes on with its next run.
const RUN_LIMIT = 3 * 3_600_000;
// A page of a hundred vacancies has some 400 KB.
const PAGE_BOUNDS = { maxBytes: 32 * 1024 ** 2, maxRatio: 200 };

/**
 * Asks other people's servers: one request at a time per host, a User-Agent with a contact, Retry-After honoured, up to
 * five attempts with longer and longer waits on 429, 5xx and broken connections. Throws FeedError with a sentence.
 */
export class PoliteFetch {
  private readonly road: Road;
  private readonly pace: Pace;
  private readonly limit: AbortSignal;
  private readonly wait: (ms: number) => Promise<unknown>;

  constructor(private readonly options: PoliteOptions) {
    const { signal, trusted, least, timeout = 60_000, interval = 0, runLimit = RUN_LIMIT } = options;
    this.limit = AbortSignal.timeout(runLimit);
    const stop = signal === undefined ? this.limit : AbortSignal.any([signal, this.limit]);
    this.wait = options.wait ?? ((ms) => sleep(ms, undefined, { signal: stop }));
    this.pace = new Pace(interval, (ms) => this.wait(ms));
    this.road = new Road({ pace: this.pace, trusted, signal: stop, timeout, least });
  }

  /** A page as text in whatever encoding it came; its size is bounded. `gate` as in Errand. Null as in `bytes`. */
  page(url: URL, { gate, known }: Asking = {}): Promise<PageText | null> {
    return this.persist(url, async () => {
      const answer = await this.ask({ url, gate, known });
      if (answer === null || 'fault' in answer) return answer;
      const pieces: string[] = [];
      for await (const piece of textOf(answer, PAGE_BOUNDS)) pieces.push(piece);
      return { text: pieces.join(''), etag: answer.etag, lastModified: answer.lastModified };
    });
  }

  /** The text of a page that is asked for whether it has changed or not. */
  async text(url: URL, { gate }: Pick<Asking, 'gate'> = {}): Promise<string> {
    return (await this.page(url, { gate }))!.text;
  }

  /** A feed as a stream of bytes. Null: it is still the one that `known` stands for. */
  bytes(url: URL, { known }: Pick<Asking, 'known'> = {}): Promise<Answer | null> {
    return this.persist(url, () => this.ask({ url, known }));
  }

  /** From now on at least so many milliseconds lie between two requests; more than two minutes nobody can ask for. */
  slowDown(interval: number): void {
    this.pace.slowDown(Math.min(interval, LONGEST_WAIT));
  }

  close(): Promise<void> {
    return this.road.close();
  }

  private async persist<T>(url: URL, attempt: () => Promise<T | Refusal>): Promise<T> {
    for (let n = 1; ; n++) {
      const found = await attempt().catch((error) => this.refusalOf(error, url));
      if (!isRefusal(found)) return found;
      const pause = found.retryAfter ?? FIRST_WAIT * 2 ** (n - 1);
      if (n === ATTEMPTS || pause > LONGEST_WAIT) throw found.fault;
      await this.wait(pause).catch((error) => this.refusalOf(error, url));
    }
  }

  /** A connection that failed or broke may be tried again; everything else is thrown on. */
  private refusalOf(error: unknown, url: URL): Refusal {
    this.options.signal?.throwIfAborted();
    if (this.limit.aborted) throw new FeedError(faultOf(this.limit.reason, url));
    if (error instanceof BrokenAnswer) return { fault: error, retryAfter: null };
    if (error instanceof FeedError) throw error;
    return { fault: new FeedError(faultOf(error, url)), retryAfter: null };
  }

  private async ask({ url, gate, known }: Asking & { url: URL }): Promise<Answer | null | Refusal> {
    const { publicUrl, keyHeaders } = this.options;
    const headers = {
      'user-agent': `Vestnik (+${publicUrl})`,
      'accept-encoding': 'gzip',
      ...(known?.etag && { 'if-none-match': known.etag }),
      ...(known?.lastModified && { 'if-modified-since': known.lastModified }),
    };
    const response = await this.road.ask({ url, headers, keyHeaders, gate });
    if (response.statusCode === 200) return answerOf(response, url);
    await response.drop();
    if (response.statusCode === 304 && known) return null;
    return statusOf(response, url);
  }
}

/** Why an attempt brought nothing, and how long the server asks to wait (milliseconds). */
interface Refusal {
  fault: FeedError;
  retryAfter: number | null;
}

const isRefusal = (found: unknown): found is Refusal =>
  typeof found === 'object' && found !== null && 'fault' in found;

function statusOf({ statusCode, headers }: Response, url: URL): Refusal {
  const fault = new StatusError(url.host, statusCode);
  if (statusCode !== 429 && statusCode < 500) throw fault;
  return { fault, retryAfter: retryAfterOf(headers) };
}

/** Seconds, or a date: counted from the server's own Date, for its clock need not be ours. */
function retryAfterOf(headers: Response['headers']): number | null {
  const written = String(headers['retry-after'] ?? '');
  if (/^\d{1,9}$/.test(written)) return Number(written) * 1_000;
  const wait = Date.parse(written) - Date.parse(String(headers.date));
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

async function answerOf(response: Response, url: URL): Promise<Answer> {
  const { headers, body } = response;
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding !== 'gzip' && coding !== 'identity') {
    await response.drop();
    throw new FeedError(`${url.host} compresses in a way that was not asked for (${coding}).`);
  }
  const encoding = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(String(headers['content-type'] ?? ''))?.[1];
  return {
    // What the way was compressed for is undone here; a feed that is a .gz file is so besides.
    bytes: coding === 'gzip' ? inflate(body) : body,
    ...(encoding !== undefined && { encoding }),
    etag: lineOf(headers.etag),
    lastModified: lineOf(headers['last-modified']),
  };
}

const lineOf = (header: string | string[] | undefined): string | null =>
  typeof header === 'string' && header.length <= 1_000 ? header : null;
