import type { RawPay, RawPosting } from '../posting.js';
import type { Page, PagedFormat } from './format.js';
import { parseAnswer, textIn, textOfValue, valueAt } from './json-value.js';
import { atPage, pageAfter, pageOf } from './page-number.js';
import { countIn, readEach, saysYes, vacanciesIn, wordsIn } from './vacancy-list.js';

/**
 * hh.ru: answers of api.hh.ru/vacancies, and single vacancies of api.hh.ru/vacancies/ID, as they were from 2020 to
 * 2025. Pages count from 0; of one search hh gives at most 2,000 vacancies. docs/formats.md has every field.
 */
export const hh: PagedFormat = {
  kind: 'paged',
  name: 'hh',
  firstPage: (url) => atPage(url, 0, { per_page: String(PAGE_SIZE) }),
  readPage,
  keyHeaders: (key) => ({ authorization: `Bearer ${key}` }),
};

const PAGE_SIZE = 100;
// Beyond it hh answers 400, whatever `found` says.
const MOST_PAGES = 2_000 / PAGE_SIZE;

function readPage(text: string, at: URL | null): Page {
  const answer = parseAnswer(text);
  const vacancies = vacanciesIn(answer, { list: 'items', title: 'name' });
  return { items: readEach(vacancies, readVacancy), next: at && nextPage(at, answer, vacancies.length) };
}

function nextPage(at: URL, answer: unknown, found: number): URL | null {
  // Without a number of pages only a page that is not full is the last.
  const pages = countIn(answer, 'pages') ?? (found < PAGE_SIZE ? 0 : MOST_PAGES);
  return pageOf(at) + 1 < Math.min(pages, MOST_PAGES) ? pageAfter(at, found) : null;
}

function readVacancy(vacancy: object): RawPosting {
  const text = (...path: string[]) => textIn(vacancy, ...path);
  const words = (field: string) => wordsIn(valueAt(vacancy, field), 'id', 'name');
  return {
    externalId: text('id'),
    url: text('alternate_url'),
    title: text('name') ?? '',
    employer: text('employer', 'name'),
    // Not the address: that may be the head office of a job in another town, and hh itself searches by the area.
    places: text('area', 'name') ?? text('address', 'city') ?? text('address', 'raw'),
    pay: readPay(vacancy),
    experience: words('experience'),
    schedule: [...words('schedule'), ...words('work_schedule_by_days')],
    employment: readEmployment(vacancy, words),
    workFormat: words('work_format'),
    skills: wordsIn(valueAt(vacancy, 'key_skills'), 'name'),
    body: readBody(vacancy),
    publishedAt: text('published_at') ?? text('created_at'),
    closed: saysYes(vacancy, 'archived') || saysYes(vacancy, 'hidden'),
  };
}

/** Since 2025 `salary_range` says also what the pay is for; `salary` stands beside it for older readers. */
function readPay(vacancy: object): RawPay {
  const range = valueAt(vacancy, 'salary_range');
  const ranged = textIn(range, 'from') !== null || textIn(range, 'to') !== null;
  const pay = ranged ? range : valueAt(vacancy, 'salary');
  const gross = textIn(pay, 'gross');
  return {
    from: textIn(pay, 'from'),
    to: textIn(pay, 'to'),
    currency: textIn(pay, 'currency'),
    gross: gross === null ? null : saysYes(pay, 'gross'),
    period: textIn(pay, 'mode', 'id'),
    text: textOfValue(pay),
  };
}

/** The old field, the one that replaces it, and the ticks beside both. */
function readEmployment(vacancy: object, words: (field: string) => string[]): string[] {
  return [
    ...['employment', 'employment_form', 'working_days', 'working_time_intervals'].flatMap(words),
    ...(saysYes(vacancy, 'accept_temporary') ? ['temporary'] : []),
    ...(saysYes(vacancy, 'internship') ? ['internship'] : []),
  ];
}

/** A search has a snippet where the vacancy itself has its text; a branded page stands in where that is empty. */
function readBody(vacancy: object): string | null {
  const whole = [textIn(vacancy, 'description'), textIn(vacancy, 'branded_description')];
  const stated = whole.find((text) => text !== null && text.trim() !== '');
  if (stated !== undefined) return stated;
  const halves = ['responsibility', 'requirement'].flatMap((half) =>
    wordsIn(valueAt(vacancy, 'snippet', half)),
  );
  return halves.length === 0 ? null : halves.join('\n\n');
}
