import type { DataSource } from 'typeorm';
import { besideSchedule } from '../language/filters.js';
import type { VacancyRow } from '../search/listed.sql.js';
import { newestFitting } from '../search/newest-fitting.js';
import type { Partner } from '../search/partners.sql.js';
import { PAGE_SIZE } from './search-page.js';
import type { SearchParameters } from './search-parameters.js';
import type { ReadRequest } from './search-request.js';
import { hasTags, statedPay } from './vacancy-view.js';

const MOST = 5;

interface Asked {
  parameters: SearchParameters;
  asked: ReadRequest;
  /** Clusters that the page lists anyway. */
  listed: readonly string[];
}

/** What templates/partials/partners.hbs shows: who the partners are, and their newest vacancies that fit. */
export async function partnersView(
  db: DataSource,
  partners: readonly Partner[],
  { parameters, asked, listed }: Asked,
) {
  if (partners.length === 0) return null;
  // As many as may stand in the list above, and then those that are shown.
  const limit = PAGE_SIZE + MOST;
  const newest = asked.unreadable
    ? null
    : await newestFitting(db, asked.request, { limit, ofPartners: true });
  const others = (newest ?? []).filter(({ clusterId }) => !listed.includes(clusterId));
  return {
    names: partners,
    where: parameters.cities.join(', '),
    items: others.slice(0, MOST).map(lineOf),
  };
}

const lineOf = (row: VacancyRow) => ({
  ...row,
  stated: statedPay(row),
  workFormat: besideSchedule(row),
  tagged: hasTags(row),
});
