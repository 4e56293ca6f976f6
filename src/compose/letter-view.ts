import { type Translate, translator } from '../kit/i18n.js';
import { formatMoney, formatPay } from '../kit/money.js';
import { cut } from './cut.js';
import type { DigestLetter, DigestVacancy } from './digest-letter.js';
import { marketView } from './letter-market.js';

// Mail clients show about 60 characters of a subject on a telephone's two lines.
const SUBJECT = 60;
const NAME = 60;
const MOST_PLACES = 3;
const MOST_LABELS = 3;
// Gmail cuts a letter off near 102 KB: these bounds hold 40 vacancies of the longest texts below 80.
const TITLE = 200;
const EMPLOYER = 80;
const PLACE = 60;
const MOST_LEAVE = 10;

/** Everything that the templates of the digest name, in words. */
export function letterView(letter: DigestLetter) {
  const { kind, reader, found, searches, vacancies, links, sender } = letter;
  const t = translator(reader.language);
  const rest = found - vacancies.length;
  return {
    subject: t(`letters.digest.subject.${kind}`, { n: found, names: searchNames(letter, t) }),
    preheader: preheader(letter, t),
    title: t(`letters.digest.title.${kind}`, { n: found, by: bySearches(letter, t) }),
    demo: vacancies.some(({ demo }) => demo),
    said: said(letter, t),
    vacancies: vacancies.map((vacancy, i) => ({
      position: i + 1,
      ...vacancyView(vacancy, letter, t),
    })),
    more: rest > 0 ? t('letters.digest.more', { n: rest }) : null,
    markets: searches
      .flatMap(({ name, figure }) => marketView(cut(name, NAME), figure, reader.language))
      .slice(0, 5),
    leave: searches
      .slice(0, MOST_LEAVE)
      .map(({ id, name }) => ({ name: cut(name, NAME), href: links.leave(id) })),
    links,
    sender,
  };
}

/** «аналитик данных; python · Москва и ещё 2 поиска»: as many names as there is room for, and the first in any case. */
function searchNames({ searches }: DigestLetter, t: Translate): string {
  const shown: string[] = [];
  for (const { name } of searches) {
    if (shown.length > 0 && [...shown, name].join('; ').length > SUBJECT) break;
    shown.push(cut(name, SUBJECT));
  }
  const rest = searches.length - shown.length;
  const names = shown.join('; ');
  return rest === 0 ? names : `${names} ${t('letters.digest.moreSearches', { n: rest })}`;
}

function bySearches({ searches }: DigestLetter, t: Translate): string {
  const [first] = searches;
  if (searches.length > 1 || first === undefined) {
    return t('letters.digest.bySearches', { n: searches.length });
  }
  return t('letters.digest.bySearch', { name: cut(first.name, NAME) });
}

/** «до 180 000 ₽ — Ромашка, Василёк и ещё 7»: what a mail client shows beside the subject. */
function preheader({ vacancies, reader }: DigestLetter, t: Translate): string {
  const known = vacancies.flatMap(({ employer }) => (employer === null ? [] : [cut(employer, NAME)]));
  const employers = listed([...new Set(known)], 2, t);
  const most = Math.max(0, ...vacancies.map(({ payMonthRub }) => payMonthRub ?? 0));
  if (most === 0) return employers;
  const pay = formatMoney(most, reader.language);
  return employers === ''
    ? t('common.pay.to', { amount: pay })
    : t('letters.digest.preheader', { pay, employers });
}

function said({ kind, days, olderLeftOut, searches }: DigestLetter, t: Translate): string[] {
  const cutSearches = searches.filter((search) => search.cut);
  return [
    ...(kind === 'asked' ? [t('letters.digest.asked')] : []),
    ...(days > 1 ? [t('letters.digest.days', { n: days })] : []),
    ...(olderLeftOut ? [t('letters.digest.olderLeftOut')] : []),
    ...cutSearches.slice(0, 3).map(({ name }) => t('letters.digest.cut', { name: cut(name, NAME) })),
  ];
}

function vacancyView(vacancy: DigestVacancy, letter: DigestLetter, t: Translate) {
  const { reader, links } = letter;
  return {
    title: cut(vacancy.title, TITLE),
    href: links.vacancy(vacancy.id),
    demo: vacancy.demo,
    stated: vacancy.pay === null ? null : formatPay(vacancy.pay, reader.language),
    facts: facts(vacancy, t),
    why: vacancy.why,
    whyText: vacancy.why === null ? null : vacancy.why.map(({ text }) => text).join(''),
    labels: labels(vacancy, letter, t),
    also: also(vacancy, t),
  };
}

/** Employer, cities and conditions, for one line. */
function facts(
  { employer, places, experience, schedule, employment }: DigestVacancy,
  t: Translate,
): string[] {
  return [
    ...(employer === null ? [] : [cut(employer, EMPLOYER)]),
    ...(places.length === 0
      ? []
      : [
          places
            .slice(0, MOST_PLACES)
            .map((place) => cut(place, PLACE))
            .join(', '),
        ]),
    ...(experience === 'unknown' ? [] : [t(`terms.experience.${experience}`)]),
    ...schedule.map((value) => t(`terms.schedule.${value}`)),
    ...employment.map((value) => t(`terms.employment.${value}`)),
  ];
}

/** The saved searches that it fits, where the letter is about more than one. */
function labels({ searchIds }: DigestVacancy, { searches }: DigestLetter, t: Translate): string | null {
  if (searches.length < 2) return null;
  const names = searches.filter(({ id }) => searchIds.includes(id)).map(({ name }) => cut(name, NAME));
  if (names.length === 0) return null;
  const shown = names.slice(0, MOST_LABELS).join('; ');
  const rest = names.length - MOST_LABELS;
  return t('letters.digest.labels', {
    n: names.length,
    names: rest > 0 ? t('letters.digest.moreLabels', { names: shown, n: rest }) : shown,
  });
}

function also({ alsoSources, alsoCities, places }: DigestVacancy, t: Translate): string | null {
  const cities = alsoCities + Math.max(0, places.length - MOST_PLACES);
  const parts = [
    ...(alsoSources.length === 0
      ? []
      : [
          t('letters.digest.also', {
            sources: listed(
              alsoSources.map((name) => cut(name, NAME)),
              3,
              t,
            ),
          }),
        ]),
    ...(cities === 0 ? [] : [t('letters.digest.alsoCities', { n: cities })]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}

/** «Ромашка, Василёк и ещё 7». */
function listed(names: readonly string[], most: number, t: Translate): string {
  const shown = names.slice(0, most).join(', ');
  const n = names.length - most;
  return n > 0 ? t('letters.digest.andOthers', { names: shown, n }) : shown;
}
