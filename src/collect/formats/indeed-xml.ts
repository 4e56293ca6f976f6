import { plainText } from '../normalise/plain-text.js';
import type { RawPosting } from '../posting.js';
import type { FileFormat } from './format.js';
import { textAt, type XmlElement } from './xml-element.js';
import { xmlItems } from './xml-items.js';

/**
 * The XML that Indeed reads and most recruiting systems can produce (docs.indeed.com/indeed-apply/xml-feed):
 * `source > job`, every value in CDATA, the description as raw HTML. docs/formats.md has every field.
 */
export const indeedXml: FileFormat = {
  kind: 'file',
  name: 'indeed-xml',
  read: (input) => xmlItems(input, SHAPE, readJob),
};

const SHAPE = { format: 'indeed-xml', roots: ['source'], records: ['job'] } as const;

function readJob(job: XmlElement): RawPosting {
  const text = (name: string) => textAt(job, name);
  const place = ['city', 'state', 'country']
    .map((name) => plainText(text(name) ?? ''))
    .filter((part) => part !== '');
  const remote = text('remotetype');
  return {
    externalId: text('referencenumber'),
    // Written for a page and put into CDATA, a link keeps the page's «&amp;».
    url: text('url')?.replaceAll('&amp;', '&') ?? null,
    title: text('title') ?? '',
    employer: text('company') ?? text('sourcename'),
    places: place.join(', '),
    pay: { text: text('salary') },
    experience: text('experience'),
    employment: text('jobtype'),
    workFormat: remote === null ? null : (REMOTE_TYPES[remote.toLowerCase()] ?? remote),
    body: text('description'),
    publishedAt: text('date'),
    expiresAt: text('expirationdate'),
  };
}

/** What Indeed calls by names of its own: remote until the pandemic ends; now and then at home. */
const REMOTE_TYPES: Record<string, string> = { 'covid-19': 'remote', 'wfh flexible': 'hybrid' };
