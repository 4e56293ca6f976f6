import type { Translate } from '../kit/i18n.js';
import { companyAsked } from '../language/company.js';

/** The longest name of a saved search, in characters. */
export const LONGEST_NAME = 200;
/** A name made by us is shorter: it goes into subject lines. */
const LONGEST_MADE = 80;

/**
 * The name that a search gets where the person gives none: «аналитик данных, python · Москва, Казань», or «все вакансии
 * компании «Ромашка»».
 */
export function nameOf(
  { query, places }: { query: string; places: readonly string[] },
  t: Translate,
): string {
  const company = cleanName(companyAsked(query) ?? '');
  const asked = company === '' ? cleanName(query) : t('subscribe.ofCompany', { name: company });
  const what = asked || (places.length === 0 ? t('subscribe.anything') : '');
  const parts = [what, places.slice(0, 3).join(', ')].filter((part) => part !== '');
  return cut(cleanName(parts.join(' · ')), LONGEST_MADE);
}

/** One line without control characters and without the marks that turn the direction of writing. */
export const cleanName = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** What Postgres can hold: no NUL, no half of a surrogate pair. */
export const storable = (text: string): string => text.replace(/[\0\p{Cs}]/gu, ' ');

const cut = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
};
