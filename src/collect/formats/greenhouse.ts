import type { RawPay, RawPosting } from '../posting.js';
import { answerItems, refuseIfCut } from './answer-items.js';
import type { Page, PagedFormat } from './format.js';
import { unescaped } from './html-of.js';
import { listIn, parseAnswer, textIn, valueAt } from './json-value.js';

/**
 * An employer's board at Greenhouse, by its open Job Board API (developers.greenhouse.io/job-board.html):
 * `/v1/boards/<board>/jobs`, the whole board in one answer, no key. docs/formats.md has every field.
 */
export const greenhouse: PagedFormat = { kind: 'paged', name: 'greenhouse', firstPage, readPage };

function firstPage(url: URL): URL {
  const first = new URL(url);
  first.searchParams.set('content', 'true');
  first.searchParams.set('pay_transparency', 'true');
  return first;
}

function readPage(text: string, at: URL | null): Page {
  const answer = parseAnswer(text);
  const list = valueAt(answer, 'jobs');
  const items = answerItems({ list, read: readJob });
  // A saved answer may well be an excerpt.
  if (at !== null) refuseIfCut(items.length, valueAt(answer, 'meta', 'total'));
  return { items, next: null };
}

const readJob = (job: object): RawPosting => ({
  externalId: textIn(job, 'id'),
  url: textIn(job, 'absolute_url'),
  title: textIn(job, 'title') ?? '',
  employer: textIn(job, 'company_name'),
  places: placesIn(job),
  pay: readPay(job),
  body: unescaped(textIn(job, 'content')),
  publishedAt: textIn(job, 'first_published') ?? textIn(job, 'updated_at'),
  expiresAt: textIn(job, 'application_deadline'),
});

/** The offices stand in for a location that is not there: «EMEA» says less than «Remote, Italy». */
function placesIn(job: object): string[] {
  const location = textIn(job, 'location', 'name');
  if (location !== null && location.trim() !== '') return [location];
  return listIn(job, 'offices')
    .map(
      (office) => textIn(office, 'location') ?? textIn(office, 'location', 'name') ?? textIn(office, 'name'),
    )
    .filter((place) => place !== null);
}

/**
 * The ranges of a job, one for each place it is offered in, from the least to the most; in cents. Greenhouse names no
 * period. Ranges in several currencies are no one range: the first stands.
 */
function readPay(job: object): RawPay | null {
  const ranges = listIn(job, 'pay_input_ranges');
  const currency = textIn(ranges[0], 'currency_type');
  const same = ranges.filter((range) => textIn(range, 'currency_type') === currency);
  const ends = same.flatMap((range) => [inUnits(range, 'min_cents'), inUnits(range, 'max_cents')]);
  const known = ends.filter((end) => end !== null);
  return known.length === 0 ? null : { from: Math.min(...known), to: Math.max(...known), currency };
}

function inUnits(range: unknown, end: 'min_cents' | 'max_cents'): number | null {
  const cents = valueAt(range, end);
  return typeof cents === 'number' && cents > 0 ? cents / 100 : null;
}
