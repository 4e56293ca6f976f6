import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher, request } from 'undici';
import { FeedError, inflate } from '../formats/inflate.js';
import { faultOf } from './fault-of.js';
import { checkUrl, publicLookup } from './guard.js';

/** How a source is asked. */
export interface PoliteOptions {
  /** Where to read about who asks; stands in the User-Agent. */
  publicUrl: string;
  /** The operator vouches for the host: it may lie in a private net and be asked at any port; no redirect may. */
  trusted: boolean;
  signal?: AbortSignal;
  /** Milliseconds for the headers, and between two pieces of a body. */
  timeout?: number;
  /** Waits so many milliseconds; tests put a clock of their own. */
  wait?: (ms: number) => Promise<unknown>;
}

/** Bytes of an answer with the encoding that its header names. */
export interface Answer {
  bytes: AsyncIterable<Uint8Array>;
  encoding?: string;
}

const ATTEMPTS = 5;
const FIRST_WAIT = 1_000;
// A server that asks for longer is asked again at the source's next run.
const LONGEST_WAIT = 120_000;
const MAX_REDIRECTS = 3;
// A page of a hundred vacancies has some 400 KB.
const PAGE_BOUNDS = { maxBytes: 32 * 1024 ** 2, maxRatio: 200 };

/**
 * Asks other people's servers: one request at a time, a User-Agent with a contact, Retry-After honoured, up to five
 * attempts with longer and longer waits on 429, 5xx and broken connections. Throws FeedError with a sentence.
 */
export class PoliteFetch {
  /** Asks public addresses only. */
  private readonly agent: Agent;
  /** Asks the host that the operator vouches for, wherever it lies. */
  private readonly vouched: Agent;
  private readonly wait: (ms: number) => Promise<unknown>;

  constructor(private readonly options: PoliteOptions) {
    const { timeout = 60_000, signal } = options;
    const connect = { timeout: Math.min(timeout, 15_000) };
    const times = { headersTimeout: timeout, bodyTimeout: timeout };
    this.agent = new Agent({ connect: { ...connect, lookup: publicLookup }, ...times });
    this.vouched = new Agent({ connect, ...times });
    this.wait = options.wait ?? ((ms) => sleep(ms, undefined, signal ? { signal } : {}));
  }

  /** A page as text, UTF-8; its size is bounded. */
  async text(url: URL): Promise<string> {
    const { bytes } = await this.bytes(url);
    const pieces: Uint8Array[] = [];
    for await (const piece of inflate(bytes, PAGE_BOUNDS)) pieces.push(piece);
    return new TextDecoder().decode(Buffer.concat(pieces));
  }

  /** A feed as a stream of bytes, still compressed where the server compressed it. */
  async bytes(url: URL): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.attempt(url);
      if ('bytes' in answer) return answer;
      const pause = answer.retryAfter ?? FIRST_WAIT * 2 ** (attempt - 1);
      if (attempt === ATTEMPTS || pause > LONGEST_WAIT) throw new FeedError(answer.fault);
      await this.wait(pause);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.agent.destroy(), this.vouched.destroy()]);
  }

  private async attempt(url: URL): Promise<Answer | Refusal> {
    try {
      const response = await this.follow(url);
      if (response.statusCode === 200) return answerOf(response, url);
      await response.body.dump({ limit: 65_536 }).catch(() => undefined);
      return refusalOf(response, url);
    } catch (error) {
      if (error instanceof FeedError) throw error;
      this.options.signal?.throwIfAborted();
      return { fault: faultOf(error, url), retryAfter: null };
    }
  }

  private async follow(url: URL): Promise<Dispatcher.ResponseData> {
    const { trusted, publicUrl, signal } = this.options;
    const headers = { 'user-agent': `Vestnik (+${publicUrl})`, 'accept-encoding': 'gzip' };
    let at = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      // The operator vouches for the host that sources.yaml names, not for wherever that one sends us.
      const ours = trusted && at.hostname === url.hostname;
      checkUrl(at, ours);
      const dispatcher = ours ? this.vouched : this.agent;
      const response = await request(at, { dispatcher, headers, signal: signal ?? null });
      const { location } = response.headers;
      if (![301, 302, 303, 307, 308].includes(response.statusCode)) return response;
      await response.body.dump({ limit: 65_536 }).catch(() => undefined);
      if (typeof location !== 'string' || !URL.canParse(location, at.href)) return response;
      at = new URL(location, at);
    }
    throw new FeedError(`${url.host} redirects more than ${MAX_REDIRECTS} times.`);
  }
}

/** Why an attempt brought nothing, and how long the server asks to wait (milliseconds). */
interface Refusal {
  fault: string;
  retryAfter: number | null;
}

function refusalOf({ statusCode, headers }: Dispatcher.ResponseData, url: URL): Refusal {
  const fault = `${url.host} answered with status ${statusCode} instead of 200.`;
  if (statusCode !== 429 && statusCode < 500) throw new FeedError(fault);
  return { fault, retryAfter: retryAfterOf(headers) };
}

/** Seconds, or a date: counted from the server's own Date, for its clock need not be ours. */
function retryAfterOf(headers: Dispatcher.ResponseData['headers']): number | null {
  const written = String(headers['retry-after'] ?? '');
  if (/^\d{1,9}$/.test(written)) return Number(written) * 1_000;
  const wait = Date.parse(written) - Date.parse(String(headers.date));
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

function answerOf({ body, headers }: Dispatcher.ResponseData, url: URL): Answer {
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding !== 'gzip' && coding !== 'identity') {
    throw new FeedError(`${url.host} compresses in a way that was not asked for (${coding}).`);
  }
  const encoding = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(String(headers['content-type'] ?? ''))?.[1];
  return { bytes: readBody(body, url), ...(encoding !== undefined && { encoding }) };
}

async function* readBody(body: Dispatcher.ResponseData['body'], url: URL): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk as Uint8Array;
  } catch (error) {
    throw new FeedError(faultOf(error, url));
  }
}
