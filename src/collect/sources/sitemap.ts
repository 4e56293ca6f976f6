import { FeedError } from '../formats/inflate.js';
import { textAt } from '../formats/xml-element.js';
import { xmlRecords } from '../formats/xml-records.js';

/** What a sitemap lists: pages, or other sitemaps (sitemaps.org). */
export interface Sitemap {
  kind: 'pages' | 'sitemaps';
  addresses: string[];
}

/** Whether a text is a sitemap and no page. */
export const isSitemap = (text: string): boolean => rootOf(text) !== null;

/** The addresses of a sitemap. Throws FeedError where it is none, or no well-formed XML. */
export async function readSitemap(text: string): Promise<Sitemap> {
  const root = rootOf(text);
  if (root === null) throw new FeedError('The sitemap is neither a <urlset> nor a <sitemapindex>.');
  const records = root === 'urlset' ? ['url'] : ['sitemap'];
  const addresses: string[] = [];
  try {
    const shape = { format: 'sitemap', roots: [root], records };
    for await (const { element } of xmlRecords(once(text), shape)) {
      const address = textAt(element, 'loc');
      if (address !== null) addresses.push(address);
    }
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new FeedError(error.message.replace(/^The feed/, 'The sitemap'));
  }
  return { kind: root === 'urlset' ? 'pages' : 'sitemaps', addresses };
}

/** The element that a sitemap begins with, behind its prolog, stylesheets and comments. */
function rootOf(text: string): 'urlset' | 'sitemapindex' | null {
  let rest = text.trimStart();
  for (;;) {
    const end = rest.startsWith('<?') ? '?>' : rest.startsWith('<!--') ? '-->' : null;
    if (end === null) break;
    const at = rest.indexOf(end);
    if (at < 0) return null;
    rest = rest.slice(at + end.length).trimStart();
  }
  const name = /^<(urlset|sitemapindex)[\s>]/.exec(rest)?.[1];
  return (name as 'urlset' | 'sitemapindex' | undefined) ?? null;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
