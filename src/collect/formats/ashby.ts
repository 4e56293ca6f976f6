import type { RawPay, RawPosting } from '../posting.js';
import { answerItems } from './answer-items.js';
import { type BoardPay, payInWords, payOf } from './board-pay.js';
import type { Page, PagedFormat } from './format.js';
import { htmlIn, htmlOf } from './html-of.js';
import { listIn, parseAnswer, textIn, valueAt } from './json-value.js';

/**
 * An employer's board at Ashby, by its open job posting API (developers.ashbyhq.com/docs/public-job-posting-api):
 * `/posting-api/job-board/<board>`, the whole board in one answer, no key. docs/formats.md has every field.
 */
export const ashby: PagedFormat = { kind: 'paged', name: 'ashby', firstPage, readPage };

function firstPage(url: URL): URL {
  const first = new URL(url);
  first.searchParams.set('includeCompensation', 'true');
  return first;
}

function readPage(text: string): Page {
  const list = valueAt(parseAnswer(text), 'jobs');
  return { items: answerItems({ list, read: readJob }), next: null };
}

/** Null for a job that is not listed: its employer shows it only to whom the link was sent. */
function readJob(job: Record<string, unknown>): RawPosting | null {
  if (job.isListed === false) return null;
  const text = (...path: string[]) => textIn(job, ...path);
  const { pay, said } = readPay(job);
  const body = htmlIn(job, 'descriptionHtml', 'descriptionPlain');
  return {
    externalId: text('id'),
    url: text('jobUrl') ?? text('applyUrl'),
    title: text('title') ?? '',
    places: [job, ...listIn(job, 'secondaryLocations')].map(placeOf).filter((place) => place !== null),
    pay,
    employment: text('employmentType'),
    workFormat: text('workplaceType') ?? (job.isRemote === true ? 'Remote' : null),
    body: said === null ? body : `${body ?? ''}\n<p>${htmlOf(said)}</p>`,
    publishedAt: text('publishedAt'),
  };
}

/** The town that an address names; else the employer's own name of the place («Europe», «HQ»). */
function placeOf(location: unknown): string | null {
  const address = valueAt(location, 'address', 'postalAddress') ?? valueAt(location, 'address');
  const town = textIn(address, 'addressLocality');
  if (town === null || town.trim() === '') return textIn(location, 'location');
  const around = [textIn(address, 'addressRegion'), textIn(address, 'addressCountry')];
  return [town, ...around].filter((part) => part !== null && part.trim() !== '').join(', ');
}

/** Pay that the employer shows: the salary among the parts of the summary, else its words. */
function readPay(job: Record<string, unknown>): { pay: RawPay | null; said: string | null } {
  if (job.shouldDisplayCompensationOnJobPostings === false) return { pay: null, said: null };
  const words = firstWritten(
    textIn(job, 'compensation', 'scrapeableCompensationSalarySummary'),
    textIn(job, 'compensation', 'compensationTierSummary'),
  );
  const salary = salaryIn(job);
  if (salary === null) return { pay: words === null ? null : { text: words }, said: null };
  const pay = payOf(salary);
  return pay === null ? { pay, said: payInWords(salary) } : { pay: { ...pay, text: words }, said: null };
}

function salaryIn(job: object): BoardPay | null {
  const parts = listIn(job, 'compensation', 'summaryComponents');
  const salary = parts.find((part) => textIn(part, 'compensationType') === 'Salary');
  const [from, to] = [textIn(salary, 'minValue'), textIn(salary, 'maxValue')];
  if (from === null && to === null) return null;
  return { from, to, currency: textIn(salary, 'currencyCode'), interval: textIn(salary, 'interval') };
}

const firstWritten = (...texts: (string | null)[]): string | null =>
  texts.find((text) => text !== null && text.trim() !== '') ?? null;
