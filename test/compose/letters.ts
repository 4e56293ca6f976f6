import type { DigestLetter, DigestSearch, DigestVacancy } from '../../src/compose/digest-letter.js';
import { digestLinks } from '../../src/compose/digest-links.js';
import type { Segment } from '../../src/language/snippet.js';
import type { Figure } from '../../src/market/figure.sql.js';

/** A struct for the letter; what a test does not say is filled in. The same every time: its bytes are compared. */
export function aLetter(given: Partial<DigestLetter> = {}): DigestLetter {
  const vacancies = given.vacancies ?? [aVacancy()];
  return {
    kind: 'slot',
    reader: { language: 'ru', zone: 'Europe/Moscow', now: new Date('2026-11-24T06:00:00Z') },
    found: vacancies.length,
    days: 1,
    olderLeftOut: false,
    searches: [aSearch({ found: vacancies.length })],
    vacancies,
    links: digestLinks(
      { publicUrl: 'https://vestnik.example.org', secret: Buffer.alloc(32, 7) },
      { subscriberId: '17', digestId: '00000000-0000-4000-8000-0000000000d1' },
    ),
    sender: { name: 'Вестник', address: 'jobs@vestnik.example.org' },
    ...given,
  };
}

export const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export function aSearch(given: Partial<DigestSearch> = {}): DigestSearch {
  return { id: idOf(1), name: 'аналитик данных · Москва', found: 1, cut: false, figure: null, ...given };
}

/** A title in which no word was looked for. */
export const plain = (text: string): Segment[] => [{ text, marked: false }];

export function aVacancy(given: Partial<DigestVacancy> = {}): DigestVacancy {
  return {
    id: '1001',
    clusterId: '2001',
    title: [
      { text: 'Аналитик', marked: true },
      { text: ' ', marked: false },
      { text: 'данных', marked: true },
    ],
    employer: 'Ромашка',
    places: ['Москва'],
    pay: { from: 120_000, to: 180_000, currency: 'RUB', gross: true, period: 'month' },
    payMonthRub: 180_000,
    experience: '1-3',
    schedule: ['remote'],
    workFormat: [],
    employment: ['full'],
    why: [
      { text: 'Нужен ', marked: false },
      { text: 'аналитик', marked: true },
      { text: ', который любит ', marked: false },
      { text: 'данные', marked: true },
      { text: ' и умеет о них рассказать.', marked: false },
    ],
    searchIds: [idOf(1)],
    alsoSources: [],
    alsoCities: 0,
    demo: false,
    ...given,
  };
}

export function aFigure(given: Partial<Figure> = {}): Figure {
  return {
    total: 512,
    withPay: 312,
    mean: 134_500,
    median: 120_000,
    p10: 70_000,
    p90: 210_000,
    employers: [
      { name: 'Ромашка', vacancies: 12 },
      { name: 'Василёк & сыновья', vacancies: 9 },
      { name: 'R&D Центр', vacancies: 4 },
    ],
    ...given,
  };
}

/** Forty vacancies, each of the longest texts that may come. */
export const longest = (): DigestLetter => {
  const searches = Array.from({ length: 30 }, (_, i) =>
    aSearch({
      id: idOf(i),
      name: `щ${i}`.repeat(60),
      found: 30,
      cut: true,
      figure: aFigure({
        employers: Array.from({ length: 5 }, (_, n) => ({ name: 'Щ'.repeat(300), vacancies: n })),
      }),
    }),
  );
  const vacancies = Array.from({ length: 40 }, (_, i) =>
    aVacancy({
      id: String(10n ** 17n + BigInt(i)),
      title: Array.from({ length: 500 }, () => ({ text: 'Щщ', marked: true })),
      employer: 'Щ'.repeat(500),
      places: Array.from({ length: 9 }, () => 'Щ'.repeat(200)),
      schedule: ['full-day', 'shift', 'flexible', 'remote', 'fly-in'],
      employment: ['full', 'part', 'project', 'internship', 'volunteer', 'temporary'],
      why: [
        { text: 'Щ'.repeat(75), marked: true },
        { text: 'Щ'.repeat(75), marked: false },
      ],
      searchIds: searches.map(({ id }) => id),
      alsoSources: Array.from({ length: 9 }, () => 'Щ'.repeat(200)),
      alsoCities: 500,
      demo: true,
    }),
  );
  return aLetter({ searches, vacancies, found: 12_345, days: 40, olderLeftOut: true });
};
