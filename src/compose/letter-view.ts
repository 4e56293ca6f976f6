import { type Translate, translator } from '../kit/i18n.js';
import { formatMoney } from '../kit/money.js';
import { cut } from './cut.js';
import type { DigestLetter } from './digest-letter.js';
import { marketView } from './letter-market.js';
import type { Room } from './letter-room.js';
import { listed, vacancyView } from './letter-vacancy.js';

// Mail clients show about 60 characters of a subject on a telephone's two lines.
const SUBJECT = 60;

/** Everything that the templates of the digest name, in words, cut to the room there is. */
export function letterView(letter: DigestLetter, room: Room) {
  const { kind, reader, found, searches, vacancies, links, sender } = letter;
  const t = translator(reader.language);
  const rest = found - vacancies.length;
  return {
    subject: t(`letters.digest.subject.${kind}`, { n: found, names: searchNames(letter, t) }),
    preheader: preheader(letter, t),
    title: t(`letters.digest.title.${kind}`, { n: found, by: bySearches(letter, t) }),
    demo: vacancies.some(({ demo }) => demo),
    said: said(letter, room, t),
    vacancies: vacancies.map((vacancy, i) => ({
      position: i + 1,
      ...vacancyView(vacancy, letter, room),
    })),
    more: rest > 0 ? t('letters.digest.more', { n: rest }) : null,
    markets: searches
      .flatMap(({ name, figure }) => marketView(cut(name, room.name), figure, reader.language))
      .slice(0, room.markets),
    leave: searches
      .slice(0, room.leave)
      .map(({ id, name }) => ({ name: cut(name, room.name), href: links.leave(id) })),
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
  return t('letters.digest.bySearch', { name: cut(first.name, SUBJECT) });
}

/** «до 180 000 ₽ — Ромашка, Василёк и ещё 7»: what a mail client shows beside the subject. */
function preheader({ vacancies, reader }: DigestLetter, t: Translate): string {
  const known = vacancies.flatMap(({ employer }) => (employer === null ? [] : [cut(employer, SUBJECT)]));
  const employers = listed([...new Set(known)], 2, t);
  const most = Math.max(0, ...vacancies.map(({ payMonthRub }) => payMonthRub ?? 0));
  if (most === 0) return employers;
  const pay = formatMoney(most, reader.language);
  return employers === ''
    ? t('common.pay.to', { amount: pay })
    : t('letters.digest.preheader', { pay, employers });
}

/** What is unusual about this letter, a sentence each. */
function said({ kind, days, olderLeftOut, searches }: DigestLetter, room: Room, t: Translate): string[] {
  const cutSearches = searches.filter((search) => search.cut);
  return [
    ...(kind === 'asked' ? [t('letters.digest.asked')] : []),
    ...(days > 1 ? [t('letters.digest.days', { n: days })] : []),
    ...(olderLeftOut ? [t('letters.digest.olderLeftOut')] : []),
    ...cutSearches
      .slice(0, room.markets)
      .map(({ name }) => t('letters.digest.cut', { name: cut(name, room.name) })),
  ];
}
