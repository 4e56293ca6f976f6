import type { RawPay, RawPosting } from '../posting.js';
import type { Page, PagedFormat } from './format.js';
import { parseAnswer, textIn, valueAt } from './json-value.js';
import { atPage, pageAfter, pageOf } from './page-number.js';
import { countIn, readEach, saysYes, vacanciesIn, wordsIn } from './vacancy-list.js';

/**
 * SuperJob: answers of api.superjob.ru/2.0/vacancies/, and single vacancies of it. Pages count from 0, 100 vacancies
 * each; `more` says whether another follows. The key of an application goes in a header of its own. docs/formats.md
 * has every field.
 */
export const superjob: PagedFormat = {
  kind: 'paged',
  name: 'superjob',
  firstPage: (url) => atPage(url, 0, { count: String(PAGE_SIZE) }),
  readPage,
  keyHeaders: (key) => ({ 'x-api-app-id': key }),
};

const PAGE_SIZE = 100;

function readPage(text: string, at: URL | null): Page {
  const answer = parseAnswer(text);
  const vacancies = vacanciesIn(answer, { list: 'objects', title: 'profession' });
  return { items: readEach(vacancies, readVacancy), next: at && nextPage(at, answer, vacancies.length) };
}

function nextPage(at: URL, answer: unknown, found: number): URL | null {
  if (saysYes(answer, 'more')) return pageAfter(at, found);
  // Where it is not said whether more follows, the total tells, and without one only a page that is not full.
  const unsaid = textIn(answer, 'more') === null;
  const total = countIn(answer, 'total') ?? (found < PAGE_SIZE ? 0 : Infinity);
  return unsaid && pageOf(at) * PAGE_SIZE + found < total ? pageAfter(at, found) : null;
}

const AGENCY = '2';
/** `place_of_work` by its id, for its words are not those of others: at the employer's, at home, on the road. */
const PLACES_OF_WORK: Record<string, string> = { 1: 'on_site', 2: 'remote', 3: 'field_work' };

function readVacancy(vacancy: object): RawPosting {
  const text = (...path: string[]) => textIn(vacancy, ...path);
  const stated = (...path: string[]) => text(...path)?.trim() || null;
  const poster = stated('client', 'title');
  const employer = stated('firm_name') ?? poster;
  const format = PLACES_OF_WORK[text('place_of_work', 'id') ?? ''] ?? stated('place_of_work', 'title');
  return {
    externalId: text('id'),
    url: text('link'),
    origin: poster === employer ? null : poster,
    title: text('profession') ?? '',
    employer,
    agency: text('agency', 'id') === AGENCY || /агентство/i.test(text('agency', 'title') ?? ''),
    places: stated('town', 'title') ?? stated('address'),
    pay: readPay(vacancy),
    experience: wordsIn(valueAt(vacancy, 'experience'), 'title'),
    schedule: [
      ...wordsIn(valueAt(vacancy, 'type_of_work'), 'title'),
      ...(format === 'remote' ? ['remote'] : []),
    ],
    workFormat: format,
    body: readBody(vacancy),
    publishedAt: text('date_published'),
    expiresAt: text('date_pub_to'),
    closed: saysYes(vacancy, 'is_archive'),
  };
}

/** Pay is for a month; 0 is "not given", and `agreement` says so in words. */
const readPay = (vacancy: object): RawPay => ({
  from: textIn(vacancy, 'payment_from'),
  to: textIn(vacancy, 'payment_to'),
  currency: textIn(vacancy, 'currency'),
  text: saysYes(vacancy, 'agreement') ? 'по договорённости' : null,
});

/** The parts of a text and the heading that stands over each; `candidat` often holds them all. */
const PARTS: [name: string, heading: string][] = [
  ['work', 'Обязанности:'],
  ['candidat', 'Требования:'],
  ['compensation', 'Условия:'],
];

function readBody(vacancy: object): string | null {
  const rich = textIn(vacancy, 'vacancyRichText');
  if (rich !== null && rich.trim() !== '') return rich;
  const parts = PARTS.flatMap(([name, heading]) => {
    const text = textIn(vacancy, name)?.trim() ?? '';
    return text === '' ? [] : [{ heading, text }];
  });
  if (parts.length < 2) return parts[0]?.text ?? null;
  return parts.map(({ heading, text }) => `${heading}\n${text}`).join('\n\n');
}
