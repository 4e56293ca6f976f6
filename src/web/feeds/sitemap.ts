import type { EntityManager } from 'typeorm';
import type { Links } from '../../kit/links.js';
import type { SitemapPart } from './sitemap.sql.js';
import { selectAddresses } from './sitemap.sql.js';
import { XML_HEAD, xmlText } from './xml.js';

const NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
// A statement for so many: a slow reader of a part holds neither a connection nor 50,000 rows.
const BATCH = 5_000;

interface Entry {
  /** Absolute. */
  loc: string;
  lastmod: Date | null;
}

const entryOf = (name: string, { loc, lastmod }: Entry): string =>
  `<${name}><loc>${xmlText(loc)}</loc>${lastmod === null ? '' : `<lastmod>${lastmod.toISOString()}</lastmod>`}</${name}>\n`;

/** The index: the part of pages, then the parts of vacancies. */
export const sitemapIndex = (parts: readonly SitemapPart[], publicUrl: string): string =>
  [
    `${XML_HEAD}<sitemapindex ${NAMESPACE}>\n`,
    entryOf('sitemap', { loc: `${publicUrl}/sitemaps/pages.xml`, lastmod: null }),
    ...parts.map(({ part, changedAt }) =>
      entryOf('sitemap', { loc: `${publicUrl}/sitemaps/vacancies-${part}.xml`, lastmod: changedAt }),
    ),
    '</sitemapindex>\n',
  ].join('');

/** A part that holds these addresses. */
export const sitemapOf = (entries: readonly Entry[]): string =>
  `${XML_HEAD}<urlset ${NAMESPACE}>\n${entries.map((entry) => entryOf('url', entry)).join('')}</urlset>\n`;

/** A part of vacancies, a piece at a time. */
export async function* vacancySitemap(tx: EntityManager, part: number, links: Links): AsyncGenerator<string> {
  yield `${XML_HEAD}<urlset ${NAMESPACE}>\n`;
  for (let after = '-1'; ; ) {
    const addresses = await selectAddresses(tx, { part, after, limit: BATCH });
    yield addresses
      .map(({ id, changedAt }) => entryOf('url', { loc: links.vacancy(id), lastmod: changedAt }))
      .join('');
    if (addresses.length < BATCH) break;
    after = addresses.at(-1)!.id;
  }
  yield '</urlset>\n';
}
