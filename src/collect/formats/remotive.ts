import type { RawPosting } from '../posting.js';
import { answerItems, refuseIfCut } from './answer-items.js';
import type { Page, PagedFormat } from './format.js';
import { listIn, parseAnswer, textIn, textOfValue, valueAt } from './json-value.js';
import { remotePlace } from './places-of.js';

/**
 * Remotive, remote work only, by its open API (github.com/remotive-com/remote-jobs-api): `/api/remote-jobs`, one answer,
 * no key. Its terms ask for a link back to Remotive and a handful of requests a day. docs/formats.md has every field.
 */
export const remotive: PagedFormat = {
  kind: 'paged',
  name: 'remotive',
  firstPage: (url) => url,
  readPage,
};

function readPage(text: string, at: URL | null): Page {
  const answer = parseAnswer(text);
  const items = answerItems({ list: valueAt(answer, 'jobs'), read: readJob });
  if (at !== null) refuseIfCut(items.length, valueAt(answer, 'job-count'));
  return { items, next: null };
}

const readJob = (job: object): RawPosting => ({
  externalId: textIn(job, 'id'),
  url: textIn(job, 'url'),
  origin: 'Remotive',
  title: textIn(job, 'title') ?? '',
  employer: textIn(job, 'company_name'),
  places: remotePlace(textIn(job, 'candidate_required_location')),
  pay: { text: textIn(job, 'salary') },
  employment: textIn(job, 'job_type'),
  workFormat: 'remote',
  skills: listIn(job, 'tags')
    .map(textOfValue)
    .filter((tag) => tag !== null),
  body: textIn(job, 'description'),
  publishedAt: textIn(job, 'publication_date'),
});
