import robotsParser from 'robots-parser';
import { FeedError } from '../formats/inflate.js';
import { type PoliteFetch, StatusError } from './polite-fetch.js';

/** A page that its host asks robots to leave alone. */
export class Forbidden extends FeedError {}

/** Throws unless a page may be read. */
export type RobotsGate = (page: URL) => Promise<void>;

// Its types speak of a default export, as an old module in CommonJS it has none: it is the function itself.
const parseRules = robotsParser as unknown as typeof robotsParser.default;

const WE = 'Vestnik';
// RFC 9309 §2.5: at least 500 kibibytes are read; what stands behind is not.
const MOST_READ = 500 * 1024;

/**
 * Honours robots.txt (RFC 9309), which is asked once a host and run: throws Forbidden for a page that it closes to us,
 * and FeedError while it cannot be asked, for then nobody knows. Status 4xx means that there are no rules. A Crawl-delay
 * slows the fetcher down.
 */
export function robotsGate(fetcher: PoliteFetch): RobotsGate {
  const known = new Map<string, Promise<Rules>>();
  return async (page) => {
    const { origin } = page;
    const rules = known.get(origin) ?? readRules(fetcher, origin);
    known.set(origin, rules);
    if ((await rules)?.isDisallowed(page.href, WE)) {
      throw new Forbidden(`The robots.txt of ${page.host} asks robots not to read ${page.pathname}.`);
    }
  };
}

type Rules = ReturnType<typeof parseRules> | null;

async function readRules(fetcher: PoliteFetch, origin: string): Promise<Rules> {
  const at = new URL('/robots.txt', origin);
  const text = await fetcher.text(at).catch((error) => {
    if (error instanceof StatusError && error.status < 500 && error.status !== 429) return null;
    if (!(error instanceof FeedError)) throw error;
    throw new FeedError(`${error.message} Until its robots.txt can be read, its pages are left alone.`);
  });
  if (text === null) return null;
  const rules = parseRules(at.href, text.slice(0, MOST_READ));
  const delay = Number(rules.getCrawlDelay(WE) ?? 0);
  if (delay > 0) fetcher.slowDown(delay * 1_000);
  return rules;
}
