import { Agent, type Dispatcher, request } from 'undici';
import { FeedError } from '../formats/inflate.js';
import { type LeastRate, readBody } from './body.js';
import { checkUrl, publicLookup } from './guard.js';
import { takeTurn } from './host-turns.js';
import type { Pace } from './pace.js';

/** How a road is travelled. */
export interface Travel {
  pace: Pace;
  /** The operator vouches for the host that is asked first. */
  trusted: boolean;
  signal: AbortSignal;
  /** Milliseconds for the headers, and between two pieces of a body. */
  timeout: number;
  least?: LeastRate | undefined;
}

/** One request. */
export interface Errand {
  url: URL;
  headers: Record<string, string>;
  /** Headers that go to the origin of `url` alone, wherever it redirects to. */
  keyHeaders?: Record<string, string> | undefined;
  /** Asked before each address, redirected ones too; throws where it may not be asked. */
  gate?: ((at: URL) => Promise<void>) | undefined;
}

/** What came of a request. Read the body to its end, or let it go: until then nobody else may ask that host. */
export interface Response {
  statusCode: number;
  headers: Dispatcher.ResponseData['headers'];
  body: AsyncGenerator<Uint8Array>;
  /** Lets the body go, read or not. */
  drop(): Promise<void>;
}

const MAX_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Sends requests along redirects: every address checked before it is asked, one request at a time per host. */
export class Road {
  /** Asks public addresses only. */
  private readonly agent: Agent;
  /** Asks the host that the operator vouches for, wherever it lies. */
  private readonly vouched: Agent;
  private readonly held = new Set<() => void>();

  constructor(private readonly travel: Travel) {
    const { timeout } = travel;
    const connect = { timeout: Math.min(timeout, 15_000) };
    const times = { headersTimeout: timeout, bodyTimeout: timeout };
    this.agent = new Agent({ connect: { ...connect, lookup: publicLookup() }, ...times });
    this.vouched = new Agent({ connect, ...times });
  }

  /** The answer of `url`, or of where it redirects to. */
  async ask(errand: Errand): Promise<Response> {
    const { url, gate } = errand;
    let at = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      // The operator vouches for the host that sources.yaml names, not for wherever that one sends us.
      checkUrl(at, this.isVouched(at, url));
      await gate?.(at);
      const response = await this.askOne(at, errand);
      const { location } = response.headers;
      if (!REDIRECTS.includes(response.statusCode)) return response;
      if (typeof location !== 'string' || !URL.canParse(location, at.href)) return response;
      await response.drop();
      at = new URL(location, at);
    }
    throw new FeedError(`${url.host} redirects more than ${MAX_REDIRECTS} times.`);
  }

  /** Breaks what is under way. */
  async close(): Promise<void> {
    for (const end of this.held) end();
    await Promise.all([this.agent.destroy(), this.vouched.destroy()]);
  }

  private isVouched(at: URL, first: URL): boolean {
    return this.travel.trusted && at.hostname === first.hostname;
  }

  private async askOne(at: URL, { url, headers, keyHeaders }: Errand): Promise<Response> {
    const { pace, signal, least } = this.travel;
    await pace.step();
    const end = await this.hold(at.host);
    try {
      const {
        statusCode,
        headers: answered,
        body,
      } = await request(at, {
        dispatcher: this.isVouched(at, url) ? this.vouched : this.agent,
        // Neither another host nor plain http may learn a key that was meant for this one.
        headers: { ...headers, ...(at.origin === url.origin && keyHeaders) },
        signal,
      });
      const drop = () =>
        body
          .dump({ limit: 65_536 })
          .catch(() => undefined)
          .finally(end) as Promise<void>;
      return { statusCode, headers: answered, body: ending(readBody(body, { url: at, least }), end), drop };
    } catch (error) {
      end();
      throw error;
    }
  }

  /** One's turn at a host, which also ends when the road is closed. */
  private async hold(host: string): Promise<() => void> {
    const end = await takeTurn(host, this.travel.signal);
    const once = (): void => {
      this.held.delete(once);
      end();
    };
    this.held.add(once);
    return once;
  }
}

async function* ending(body: AsyncGenerator<Uint8Array>, end: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } finally {
    end();
  }
}
