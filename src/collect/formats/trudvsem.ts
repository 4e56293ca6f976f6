import { z } from 'zod';
import type { RawPosting, ReadItem } from '../posting.js';
import type { ApiFormat, ApiInput } from './format.js';
import { FeedError } from './inflate.js';
import { placesOf } from './places-of.js';

/**
 * «Работа России» (trudvsem.ru): the open JSON API, no key. `offset` is the number of the page, `limit` at most 100,
 * status is the text "200". docs/formats.md has every field.
 */
export const trudvsem: ApiFormat = { kind: 'api', name: 'trudvsem', read };

const PAGE_SIZE = 100;
// A million vacancies: three times the whole country. A server that never stops must not keep us for ever.
const MAX_PAGES = 10_000;

async function* read({ url, fetchText, signal }: ApiInput): AsyncGenerator<ReadItem> {
  let items = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    signal?.throwIfAborted();
    const { vacancies, total } = readPage(await fetchText(pageUrl(url, page)), page);
    yield* vacancies.map((item, index) => readItem(item, `page ${page + 1}, item ${index + 1}`));
    items += vacancies.length;
    if (items >= total) return;
    if (vacancies.length === 0) return refuseIfCut(items, total);
  }
  throw new FeedError(`The API did not end after ${MAX_PAGES} pages of ${PAGE_SIZE}.`);
}

function pageUrl(base: URL, page: number): URL {
  const url = new URL(base);
  url.searchParams.set('limit', String(PAGE_SIZE));
  url.searchParams.set('offset', String(page));
  return url;
}

// Some vanish while we read; a tenth of them does not.
function refuseIfCut(items: number, total: number): void {
  if (items * 10 >= total * 9) return;
  throw new FeedError(
    `The API ended after ${items} of ${total} vacancies: narrow the address by a region or by text=….`,
  );
}

const answerShape = z.object({
  status: z.union([z.string(), z.number()]).transform(String),
  results: z.object({ vacancies: z.array(z.unknown()).default([]) }).nullish(),
  meta: z.object({ total: z.coerce.number().int().nonnegative() }).nullish(),
});

function readPage(text: string, page: number): { vacancies: unknown[]; total: number } {
  const read = answerShape.safeParse(parseJson(text, page));
  if (!read.success) throw new FeedError(`Page ${page + 1} of the API is no list of vacancies.`);
  const { status, results, meta } = read.data;
  if (status !== '200')
    throw new FeedError(`Page ${page + 1} of the API says status "${status.slice(0, 20)}".`);
  const vacancies = results?.vacancies ?? [];
  // Without a total only an empty page is the end.
  return { vacancies, total: meta?.total ?? (vacancies.length === 0 ? 0 : Infinity) };
}

function parseJson(text: string, page: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FeedError(`Page ${page + 1} of the API is not JSON: ${(error as Error).message}.`);
  }
}

function readItem(item: unknown, position: string): ReadItem {
  const vacancy = valueAt(item, 'vacancy');
  if (typeof vacancy === 'object' && vacancy !== null) {
    return { kind: 'posting', position, posting: readVacancy(vacancy) };
  }
  const detail = 'It holds no "vacancy".';
  return { kind: 'rejected', position, reason: 'not-a-posting', detail, raw: JSON.stringify(item) };
}

function readVacancy(vacancy: object): RawPosting {
  const text = (...path: string[]) => scalar(valueAt(vacancy, ...path));
  const addresses = valueAt(vacancy, 'addresses', 'address');
  const locations = Array.isArray(addresses) ? addresses.map((one) => scalar(valueAt(one, 'location'))) : [];
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

/** What stands at a path of a JSON value; undefined where there is nothing, or something else on the way. */
const valueAt = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );

/** A text, a number or a yes as text; null for anything else: one odd field spoils no vacancy. */
const scalar = (value: unknown): string | null =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : null;

// A number of years; 0 is «без опыта».
const yearsOf = (experience: string | null): string | null => (experience === '0' ? 'без опыта' : experience);

function bodyOf(duty: string | null, qualification: string | null): string | null {
  if (qualification === null || qualification.trim() === '') return duty;
  return `<div>${duty ?? ''}</div>\n<p>Требования:</p>\n<div>${qualification}</div>`;
}
