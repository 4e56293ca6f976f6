import { type Translate, translator } from '../kit/i18n.js';
import type { Reader } from '../kit/render.js';
import { readSearch } from '../language/read-search.js';
import type { SearchAnswer } from '../search/search-vacancies.js';
import { refusalText, understoodAs, warningTexts } from '../search/told.js';
import { complaintTexts } from './complaint-texts.js';
import type { EstimateView } from './estimate-view.js';
import { type FormNames, searchForm } from './search-form.js';
import { type SearchParameters, toParameters } from './search-parameters.js';
import type { ReadRequest } from './search-request.js';
import { vacancyLine } from './vacancy-view.js';

export const PAGE_SIZE = 20;
/** Figures of fewer vacancies than this say more of chance than of pay. */
const FEWEST_FOR_FIGURES = 5;

export interface SearchPage {
  parameters: SearchParameters;
  asked: ReadRequest;
  /** Null when the request could not be read, or took too long. */
  answer: SearchAnswer | null;
  names: FormNames;
  reader: Reader;
  /** Null where nothing was answered. */
  estimate: EstimateView | null;
}

/** Everything that pages/search.hbs shows, but for the form to subscribe. */
export function searchPage({ parameters, asked, answer, names, reader, estimate }: SearchPage) {
  const { language } = reader;
  const t = translator(language);
  // How it was read is told also where the answer took too long.
  const read = asked.unreadable ? null : readSearch(asked.request);
  const pages = Math.max(1, Math.ceil((answer?.total ?? 0) / PAGE_SIZE));
  const total = answer?.total ?? 0;
  const anything = answer !== null && (read?.tsquery !== null || parameters.query === '');
  const blank = toParameters({ ...parameters, page: 1 }).size === 0;
  return {
    heading: headingOf(parameters, t),
    form: searchForm(parameters, names, language),
    notices: [
      ...complaintTexts(asked.complaints, language),
      ...(read === null ? [] : warningTexts(read, language)),
    ],
    // Why nobody can subscribe to this; a page that asks nothing needs no reason.
    refused: read === null || blank ? null : (refusalText(read, language) ?? estimate?.tooMuch ?? null),
    estimate,
    slow: answer === null && !asked.unreadable,
    answer: anything && total > 0 ? answer : null,
    understood: read === null ? null : understoodAs(read, language),
    nothing: anything && total === 0,
    items: answer === null || answer.items.length === 0 ? null : answer.items.map(vacancyLine),
    beyond: total > 0 && answer?.items.length === 0,
    pager: pager(parameters, pages),
    ...market(parameters, answer),
    rss: feedOf(parameters),
    json: hrefOf(parameters).replace('/vacancies', '/vacancies.json'),
  };
}

export function hrefOf(parameters: SearchParameters): string {
  const query = toParameters(parameters).toString();
  return query === '' ? '/vacancies' : `/vacancies?${query}`;
}

/** The same search as RSS: the newest of it, whatever page is read. */
export const feedOf = (parameters: SearchParameters): string =>
  hrefOf({ ...parameters, page: 1 }).replace('/vacancies', '/vacancies.rss');

/** Where one is: the title of a search. */
export function headingOf({ query, cities }: SearchParameters, t: Translate): string {
  const what = query === '' ? '' : query.length > 80 ? `${query.slice(0, 80)}…` : query;
  const where = cities.slice(0, 3).join(', ');
  if (what === '' && where === '') return t('pages.search.titleAll');
  if (what === '' || where === '') return t('pages.search.title', { what: what || where });
  return t('pages.search.titleIn', { what, where });
}

const pager = (parameters: SearchParameters, pages: number) => {
  const { page } = parameters;
  const to = (n: number) => hrefOf({ ...parameters, page: n });
  return {
    page,
    pages,
    first: to(1),
    previous: page > 1 && page <= pages ? to(page - 1) : null,
    next: page < pages ? to(page + 1) : null,
  };
};

function market(parameters: SearchParameters, answer: SearchAnswer | null) {
  const { employers = [], cities = [], withPay = 0, mean = null, median = null } = answer ?? {};
  return {
    figures: withPay >= FEWEST_FOR_FIGURES ? { withPay, mean, median } : null,
    employers: employers.map(({ name, vacancies }) => ({
      name,
      n: vacancies,
      href: hrefOf({ ...parameters, query: inCompany(parameters.query, name), page: 1 }),
    })),
    // To somebody who named cities the others are no news.
    cities: (parameters.cities.length > 0 ? [] : cities).map(({ label, total }) => ({
      name: label,
      n: total,
      href: hrefOf({ ...parameters, cities: [label], page: 1 }),
    })),
  };
}

const inCompany = (query: string, name: string): string => {
  const company = `company:"${name.replace(/["«»“”„]/g, ' ').trim()}"`;
  return query === '' ? company : `(${query}) ${company}`;
};
