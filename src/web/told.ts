import { type Language, translator } from '../kit/i18n.js';
import type { Links } from '../kit/links.js';
import { formatMoney, formatPay } from '../kit/money.js';
import type { Reader } from '../kit/render.js';
import type { JobFacts } from '../search/job-facts.sql.js';
import type { VacancyRow } from '../search/listed.sql.js';
import type { SearchAnswer } from '../search/search-vacancies.js';
import { jobPosting } from './job-posting.js';
import type { Told } from './page-head.js';
import { feedOf, hrefOf } from './search-page.js';
import { NO_PARAMETERS, type SearchParameters } from './search-parameters.js';
import { statedPay } from './vacancy-view.js';

interface Found {
  parameters: SearchParameters;
  answer: SearchAnswer | null;
}

/**
 * A search tells of itself as a page of the market where it asks one thing of at most one city and finds something;
 * filters and further pages are endless, and not to be found by.
 */
export function searchTold({ parameters, answer }: Found, language: Language): Told {
  const t = translator(language);
  const { query, cities, page } = parameters;
  const total = answer?.total ?? 0;
  const plain = hrefOf({ ...NO_PARAMETERS, query, cities: cities.slice(0, 1) });
  const median = answer?.median ?? null;
  const what = [query, ...cities].filter((part) => part !== '').join(', ');
  return {
    path: hrefOf(parameters),
    description: t('pages.search.told', {
      n: total,
      what: what === '' ? t('pages.search.toldAll') : what,
      fresh: median === null ? '' : t('pages.search.toldMedian', { amount: formatMoney(median, language) }),
    }),
    feed: feedOf(parameters),
    index: page === 1 && total > 0 && hrefOf(parameters) === plain,
  };
}

interface OneVacancy {
  vacancy: VacancyRow;
  facts: JobFacts;
  reader: Reader;
  links: Links;
}

/** Copies of a job point to the one that stands for it; what is closed or made up is not to be found by. */
export function vacancyTold({ vacancy, facts, reader, links }: OneVacancy): Told {
  const stated = statedPay(vacancy);
  const inShort = [
    stated === null ? '' : formatPay(stated, reader.language),
    vacancy.employer ?? '',
    vacancy.places.slice(0, 3).join(', '),
    vacancy.body,
  ];
  return {
    path: `/vacancies/${facts.leader ?? vacancy.id}`,
    description: inShort.filter((fact) => fact !== '').join(' · ') || vacancy.title,
    index: vacancy.closedAt === null && !vacancy.demo,
    jsonLd: jobPosting({ vacancy, facts, now: reader.now, links }),
  };
}
