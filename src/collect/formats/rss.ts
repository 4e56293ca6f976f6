import type { RawPosting } from '../posting.js';
import type { FileFormat } from './format.js';
import { remotePlace } from './places-of.js';
import { all, innerText, textAt, type XmlElement } from './xml-element.js';
import { xmlItems } from './xml-items.js';

/**
 * A feed of vacancies in RSS 2.0, RSS 1.0 or Atom: that of We Work Remotely with its own elements, and any other board's
 * with the elements that RSS has (rssboard.org/rss-specification, RFC 4287). docs/formats.md has every field.
 */
export const rss: FileFormat = {
  kind: 'file',
  name: 'rss',
  read: (input) => xmlItems(input, SHAPE, readItem),
};

const SHAPE = { format: 'rss', roots: ['rss', 'feed', 'rdf:RDF'], records: ['item', 'entry'] } as const;

function readItem(item: XmlElement): RawPosting {
  const url = linkOf(item);
  const common = {
    externalId: firstOf(item, 'guid', 'id') ?? item.attributes['rdf:about'] ?? null,
    url,
    pay: { text: firstOf(item, 'salary', 'job_listing:salary') },
    employment: firstOf(item, 'type', 'job_type', 'job_listing:job_type'),
    skills: textAt(item, 'skills'),
    body: firstOf(item, 'content:encoded', 'description', 'content', 'summary'),
    publishedAt: firstOf(item, 'pubDate', 'published', 'dc:date', 'updated'),
    expiresAt: textAt(item, 'expires_at'),
  };
  return { ...common, ...(isWeWorkRemotely(item, url) ? readTheirs(item) : readPlain(item)) };
}

/** By what only their items have, not by a colon: «Senior: Engineer» is a title elsewhere. */
const isWeWorkRemotely = (item: XmlElement, url: string | null): boolean =>
  /^https?:\/\/(?:[\w-]+\.)*weworkremotely\.com\//i.test(url ?? '') ||
  ['region', 'type', 'expires_at'].every((name) => all(item, name).length > 0);

type Own = Pick<RawPosting, 'title' | 'employer' | 'places' | 'workFormat'>;

/** «Company: Title»; the region is where one may live. */
function readTheirs(item: XmlElement): Own {
  const written = textAt(item, 'title') ?? '';
  const [, employer = null, title = written] = /^(.+?):\s+(\S.*)$/s.exec(written) ?? [];
  return { title, employer, places: remotePlace(textAt(item, 'region')), workFormat: 'remote' };
}

const readPlain = (item: XmlElement): Own => ({
  title: textAt(item, 'title') ?? '',
  employer: firstOf(item, 'company', 'job_listing:company', 'dc:creator') ?? textAt(item, 'author', 'name'),
  places: firstOf(item, 'location', 'job_listing:location', 'region'),
  workFormat: null,
});

/** RSS: a text, else the guid, which is a link unless it denies it. Atom: an attribute, of the alternate if several. */
function linkOf(item: XmlElement): string | null {
  const written = textAt(item, 'link');
  if (written !== null) return written;
  const links = all(item, 'link').map(({ attributes }) => attributes);
  const link = links.find(({ rel = 'alternate' }) => rel === 'alternate');
  if (link?.href !== undefined) return link.href;
  const guid = all(item, 'guid')[0];
  return guid === undefined || guid.attributes.isPermaLink === 'false' ? null : innerText(guid).trim();
}

/** The first of these elements that holds a text. */
function firstOf(item: XmlElement, ...names: string[]): string | null {
  for (const name of names) {
    const text = textAt(item, name);
    if (text !== null) return text;
  }
  return null;
}
