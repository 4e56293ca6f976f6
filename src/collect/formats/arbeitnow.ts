import type { RawPosting } from '../posting.js';
import { answerItems } from './answer-items.js';
import type { Page, PagedFormat } from './format.js';
import { unescaped } from './html-of.js';
import { FeedError } from './inflate.js';
import { listIn, parseAnswer, textIn, textOfValue, valueAt } from './json-value.js';

/**
 * Arbeitnow, mostly Germany, by its open API (arbeitnow.com/api/job-board-api), no key. Every answer names the next
 * one. docs/formats.md has every field.
 */
export const arbeitnow: PagedFormat = {
  kind: 'paged',
  name: 'arbeitnow',
  firstPage: (url) => url,
  readPage,
};

function readPage(text: string, at: URL | null): Page {
  const answer = parseAnswer(text);
  const items = answerItems({ list: valueAt(answer, 'data'), read: readJob });
  return { items, next: at && nextPage(at, textIn(answer, 'links', 'next')) };
}

/** The next answer lies at the same host, whoever wrote the link, and is asked as safely as this one. */
function nextPage(at: URL, link: string | null): URL | null {
  if (link === null || link.trim() === '') return null;
  if (!URL.canParse(link, at.href))
    throw new FeedError(`The answer names a next page that is no address: "${link.slice(0, 100)}".`);
  const next = new URL(link, at);
  if (next.host !== at.host) {
    const host = next.host.slice(0, 100);
    throw new FeedError(
      `The answer names its next page at "${host}", not at ${at.host}. If that is the same board, write its address in sources.yaml so.`,
    );
  }
  // Servers behind a proxy write http: of themselves.
  next.protocol = at.protocol;
  next.username = '';
  next.password = '';
  if (next.href === at.href) throw new FeedError('The answer names itself as its next page.');
  return next;
}

const readJob = (job: Record<string, unknown>): RawPosting => ({
  externalId: textIn(job, 'slug'),
  url: textIn(job, 'url'),
  title: textIn(job, 'title') ?? '',
  employer: textIn(job, 'company_name'),
  places: textIn(job, 'location'),
  employment: textsIn(job, 'job_types'),
  // False says little: such a job may be done at home on two days.
  workFormat: job.remote === true ? 'remote' : null,
  skills: textsIn(job, 'tags'),
  body: unescaped(textIn(job, 'description')?.replace(OWN_LINE, '') ?? null),
  publishedAt: textIn(job, 'created_at'),
});

const textsIn = (job: object, key: string): string[] =>
  listIn(job, key)
    .map(textOfValue)
    .filter((text) => text !== null);

// Arbeitnow ends every text with a line about itself, also those that employers sent escaped.
const OWN_LINE =
  /<p>Find (?:more )?<a href="https:\/\/www\.arbeitnow\.com[^<]*<\/a> on Arbeitnow(?:<\/\w>)?\s*$/;
