import { type Translate, translator } from '../kit/i18n.js';
import { formatPay } from '../kit/money.js';
import { besideSchedule } from '../language/filters.js';
import { cut, cutSegments, textOf } from './cut.js';
import type { DigestLetter, DigestVacancy } from './digest-letter.js';
import type { Room } from './letter-room.js';

const MOST_PLACES = 3;

/** One vacancy in words. */
export function vacancyView(vacancy: DigestVacancy, letter: DigestLetter, room: Room) {
  const { reader, links } = letter;
  const t = translator(reader.language);
  const title = cutSegments(vacancy.title, room.title);
  const why = room.why ? vacancy.why : null;
  return {
    title: room.why ? title : title.map(({ text }) => ({ text, marked: false })),
    titleText: textOf(title),
    href: links.vacancy(vacancy.id),
    demo: vacancy.demo,
    stated: vacancy.pay === null ? null : formatPay(vacancy.pay, reader.language),
    facts: facts(vacancy, room, t),
    why,
    whyText: why === null ? null : textOf(why),
    labels: labels(vacancy, letter, room),
    also: also(vacancy, room, t),
    notFit: links.notFit(vacancy.clusterId),
    like: links.like(vacancy.id),
  };
}

/** Employer, cities, conditions, for one line; the first two are others' words and may run from right to left. */
function facts(vacancy: DigestVacancy, room: Room, t: Translate): string[] {
  const { employer, places, experience, schedule, employment } = vacancy;
  const shown = places.slice(0, MOST_PLACES).map((place) => cut(place, room.place));
  const conditions = [
    ...(experience === 'unknown' ? [] : [t(`terms.experience.${experience}`)]),
    ...schedule.map((value) => t(`terms.schedule.${value}`)),
    ...besideSchedule(vacancy).map((value) => t(`terms.workFormat.${value}`)),
    ...employment.map((value) => t(`terms.employment.${value}`)),
  ];
  return [cut(employer ?? '', room.employer), shown.join(', '), conditions.join(' · ')].filter(
    (fact) => fact !== '',
  );
}

/** The saved searches that it fits, where the letter is about more than one. */
function labels({ searchIds }: DigestVacancy, { searches, reader }: DigestLetter, room: Room): string | null {
  if (searches.length < 2) return null;
  const t = translator(reader.language);
  const names = searches.filter(({ id }) => searchIds.includes(id)).map(({ name }) => cut(name, room.name));
  if (names.length === 0) return null;
  return t('letters.digest.labels', { n: names.length, names: listed(names, room.labels, t) });
}

/** «ещё на: hh.ru, Работа России; ещё в 12 городах», or null. */
function also({ alsoSources, alsoCities, places }: DigestVacancy, room: Room, t: Translate): string | null {
  const cities = alsoCities + Math.max(0, places.length - MOST_PLACES);
  const names = alsoSources.map((name) => cut(name, room.name));
  const parts = [
    ...(names.length === 0 ? [] : [t('letters.digest.also', { sources: listed(names, room.labels, t) })]),
    ...(cities === 0 ? [] : [t('letters.digest.alsoCities', { n: cities })]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}

/** «Ромашка, Василёк и ещё 7». */
export function listed(names: readonly string[], most: number, t: Translate): string {
  const shown = names.slice(0, most).join(', ');
  const n = names.length - most;
  return n > 0 ? t('letters.digest.andOthers', { names: shown, n }) : shown;
}
