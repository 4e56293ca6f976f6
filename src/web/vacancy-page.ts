import { domainToUnicode } from 'node:url';
import { companyQuery } from '../language/company.js';
import { besideSchedule } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import type { Copy, VacancyRow } from '../search/listed.sql.js';
import { hasTags, safeLink, statedPay } from './vacancy-view.js';

/** Everything that pages/vacancy.hbs shows. */
export function vacancyPage({ vacancy, copies }: { vacancy: VacancyRow; copies: Copy[] }) {
  const link = safeLink(vacancy.url);
  const words = vacancy.title
    .replace(/[^\p{L}\p{N}\s+#.]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return {
    vacancy: {
      ...vacancy,
      stated: statedPay(vacancy),
      tagged: hasTags(vacancy),
      workFormat: besideSchedule(vacancy),
    },
    paragraphs: vacancy.body.split(/\n{2,}/),
    link: link?.href ?? null,
    host: link === null ? null : shownHost(link),
    ...elsewhere(vacancy, copies),
    similarHref: `/vacancies?${new URLSearchParams({ q: words })}`,
    ...ofEmployer(vacancy),
  };
}

/** Where all vacancies of its employer stand, and where to subscribe to them; nulls where it names none, or no words. */
function ofEmployer({ employer }: VacancyRow): { employerHref: string | null; followHref: string | null } {
  const q = employer === null ? '' : companyQuery(employer);
  if (readSearch({ query: q }).refused !== null) return { employerHref: null, followHref: null };
  const query = new URLSearchParams({ q });
  return { employerHref: `/vacancies?${query}`, followHref: `/subscribe?${query}` };
}

/** More cities than these are told as a number. */
const MOST_CITIES = 30;

/** The other sources and the other cities of the same job, each with the first of its copies to lead there. */
function elsewhere({ source, places }: VacancyRow, copies: readonly Copy[]) {
  const [sources, cities] = [new Map<string, string>(), new Map<string, string>()];
  for (const copy of copies) {
    if (copy.source !== source && !sources.has(copy.source)) sources.set(copy.source, copy.id);
    for (const place of copy.places)
      if (!places.includes(place) && !cities.has(place)) cities.set(place, copy.id);
  }
  const listed = (names: Map<string, string>) => [...names].map(([name, id]) => ({ name, id }));
  return {
    copies: copies.length,
    // Where neither tells them apart.
    other: sources.size + cities.size === 0 ? (copies[0]?.id ?? null) : null,
    alsoSources: listed(sources),
    alsoCities: listed(cities).slice(0, MOST_CITIES),
    moreCities: Math.max(0, cities.size - MOST_CITIES),
    cities: cities.size,
  };
}

// «работа.рф» is shown as people know it; a name that mixes alphabets stays in its coded form, so that it cannot pose.
function shownHost({ hostname }: URL): string {
  const name = domainToUnicode(hostname);
  return /[a-z]/i.test(name) && /\P{ASCII}/u.test(name) ? hostname : name;
}
