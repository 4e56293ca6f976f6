import type { RawPosting } from '../posting.js';
import type { Page, PagedFormat } from './format.js';
import { parseAnswer, textIn, valueAt } from './json-value.js';
import { atPage, pageAfter, pageOf } from './page-number.js';
import { countIn, readEach, saysYes, vacanciesIn, wordsIn } from './vacancy-list.js';

/**
 * Хабр Карьера: the lists that its own pages ask for, career.habr.com/api/frontend/vacancies; no key. Pages count from
 * 1, `meta.totalPages` says how many. A list has no texts of vacancies. docs/formats.md has every field.
 */
export const habrCareer: PagedFormat = {
  kind: 'paged',
  name: 'habr-career',
  firstPage: (url) => atPage(url, 1),
  readPage,
};

const SITE = 'https://career.habr.com';

function readPage(text: string, at: URL | null): Page {
  const answer = parseAnswer(text);
  const vacancies = vacanciesIn(answer, { list: 'list', title: 'title' });
  return { items: readEach(vacancies, readVacancy), next: at && nextPage(at, answer, vacancies.length) };
}

function nextPage(at: URL, answer: unknown, found: number): URL | null {
  // Without a number of pages only an empty one is the end.
  const pages = countIn(answer, 'meta', 'totalPages') ?? (found === 0 ? 0 : Infinity);
  return pageOf(at) < pages ? pageAfter(at, found) : null;
}

function readVacancy(vacancy: object): RawPosting {
  const text = (...path: string[]) => textIn(vacancy, ...path);
  const titles = (field: string) => wordsIn(valueAt(vacancy, field), 'title');
  const remote = saysYes(vacancy, 'remoteWork') ? 'remote' : null;
  return {
    externalId: text('id'),
    url: addressOf(text('href')),
    title: text('title') ?? '',
    employer: text('company', 'title'),
    places: [...titles('locations'), ...titles('location')],
    // `predictedSalary` is what Habr guesses of a market, and no word of the employer's.
    pay: {
      from: text('salary', 'from'),
      to: text('salary', 'to'),
      currency: text('salary', 'currency'),
      text: text('salary', 'formatted'),
    },
    schedule: remote,
    employment: text('employment'),
    workFormat: remote,
    skills: titles('skills'),
    body: readBody(vacancy),
    publishedAt: text('publishedDate', 'date'),
    closed: saysYes(vacancy, 'archived'),
  };
}

const addressOf = (href: string | null): string | null =>
  href !== null && URL.canParse(href, SITE) ? new URL(href, SITE).href : null;

/** All that a list says of the work itself: what kind, and at what grade. */
function readBody(vacancy: object): string | null {
  const divisions = wordsIn(valueAt(vacancy, 'divisions'), 'title').join(', ');
  const grade = textIn(vacancy, 'salaryQualification', 'title') ?? textIn(vacancy, 'qualification') ?? '';
  const lines = [divisions && `Специализация: ${divisions}`, grade && `Квалификация: ${grade}`];
  return lines.filter((line) => line !== '').join('\n') || null;
}
