import { z } from 'zod';
import type { RawPosting, ReadItem } from '../posting.js';
import { notAPosting } from './answer-items.js';
import type { Page, PagedFormat } from './format.js';
import { FeedError } from './inflate.js';
import { listIn, parseAnswer, textIn, textOfValue, valueAt } from './json-value.js';
import { placesOf } from './places-of.js';

/**
 * «Работа России» (trudvsem.ru): the open JSON API, no key. `offset` is the number of the page, `limit` at most 100,
 * status is the text "200". docs/formats.md has every field.
 */
export const trudvsem: PagedFormat = { kind: 'paged', name: 'trudvsem', firstPage, readPage };

const PAGE_SIZE = 100;

function firstPage(url: URL): URL {
  const first = new URL(url);
  first.searchParams.set('limit', String(PAGE_SIZE));
  first.searchParams.set('offset', '0');
  return first;
}

const answerShape = z.object({
  status: z.union([z.string(), z.number()]).transform(String),
  results: z.object({ vacancies: z.array(z.unknown()).default([]) }).nullish(),
  meta: z.object({ total: z.coerce.number().int().nonnegative() }).nullish(),
});

function readPage(text: string, at: URL | null): Page {
  const read = answerShape.safeParse(parseAnswer(text));
  if (!read.success) throw new FeedError('The answer is no list of vacancies.');
  const { status, results, meta } = read.data;
  if (status !== '200') throw new FeedError(`The answer says status "${status.slice(0, 20)}".`);
  const vacancies = results?.vacancies ?? [];
  const items = vacancies.map((item, index) => readItem(item, `item ${index + 1}`));
  // Without a total only an empty page is the end.
  return { items, next: at && nextPage(at, { found: vacancies.length, total: meta?.total ?? Infinity }) };
}

function nextPage(at: URL, { found, total }: { found: number; total: number }): URL | null {
  const page = Number(at.searchParams.get('offset'));
  const read = page * PAGE_SIZE + found;
  if (read >= total) return null;
  if (found === 0) return refuseIfCut(read, total);
  const next = new URL(at);
  next.searchParams.set('offset', String(page + 1));
  return next;
}

// Some vanish while we read; a tenth of them does not.
function refuseIfCut(read: number, total: number): null {
  if (total === Infinity || read * 10 >= total * 9) return null;
  throw new FeedError(
    `The answer is empty after ${read} of ${total} vacancies: narrow the address by a region or by text=….`,
  );
}

function readItem(item: unknown, position: string): ReadItem {
  const vacancy = valueAt(item, 'vacancy');
  if (typeof vacancy === 'object' && vacancy !== null) {
    return { kind: 'posting', position, posting: readVacancy(vacancy) };
  }
  return notAPosting(item, position, 'It holds no "vacancy".');
}

function readVacancy(vacancy: object): RawPosting {
  const text = (...path: string[]) => textIn(vacancy, ...path);
  const locations = listIn(vacancy, 'addresses', 'address').map((one) =>
    textOfValue(valueAt(one, 'location')),
  );
  return {
    externalId: text('id'),
    url: text('vac_url'),
    origin: text('source'),
    title: text('job-name') ?? '',
    employer: text('company', 'name'),
    agency: /^(?:true|да|1)$/i.test(text('company', 'hr-agency') ?? ''),
    places: placesOf(
      locations.filter((location) => location !== null),
      text('region', 'name'),
    ),
    pay: {
      from: text('salary_min'),
      to: text('salary_max'),
      text: text('salary'),
      currency: text('currency'),
    },
    experience: yearsOf(text('requirement', 'experience')),
    schedule: text('schedule'),
    employment: text('employment'),
    body: bodyOf(text('duty'), text('requirement', 'qualification')),
    publishedAt: text('creation-date'),
  };
}

// A number of years; 0 is «без опыта».
const yearsOf = (experience: string | null): string | null => (experience === '0' ? 'без опыта' : experience);

function bodyOf(duty: string | null, qualification: string | null): string | null {
  if (qualification === null || qualification.trim() === '') return duty;
  return `<div>${duty ?? ''}</div>\n<p>Требования:</p>\n<div>${qualification}</div>`;
}
