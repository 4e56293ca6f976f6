import { domainToUnicode } from 'node:url';
import { besideSchedule } from '../language/filters.js';
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
    copies: copies.map(({ id, source, places }) => ({ id, source, where: places.slice(0, 3).join(', ') })),
    similarHref: `/vacancies?${new URLSearchParams({ q: words })}`,
    employerHref:
      vacancy.employer === null
        ? null
        : `/vacancies?${new URLSearchParams({ q: `company:"${vacancy.employer.replaceAll('"', ' ')}"` })}`,
  };
}

// «работа.рф» is shown as people know it; a name that mixes alphabets stays in its coded form, so that it cannot pose.
function shownHost({ hostname }: URL): string {
  const name = domainToUnicode(hostname);
  return /[a-z]/i.test(name) && /\P{ASCII}/u.test(name) ? hostname : name;
}
