import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { composeDigest } from '../../src/compose/compose-digest.js';
import type { DigestLetter } from '../../src/compose/digest-letter.js';
import { createRenderer } from '../../src/kit/render.js';
import { aFigure, aLetter, aSearch, aVacancy, idOf, plain } from './letters.js';

// Whole letters, to be opened in a browser and reviewed as a diff. UPDATE_GOLDEN=1 writes them anew.
const folder = new URL('../golden/', import.meta.url);
const renderer = createRenderer();

const searches = [
  aSearch({ found: 3, figure: aFigure() }),
  aSearch({
    id: idOf(2),
    name: 'R&D <инженер>',
    found: 2,
    figure: aFigure({ total: 4, withPay: 2, mean: null, median: null, p10: null, p90: null }),
  }),
  aSearch({ id: idOf(3), name: 'ночная смена', found: 1, figure: aFigure({ total: 0, employers: [] }) }),
];

const awkward = [
  aVacancy({ searchIds: [idOf(1), idOf(2)], alsoSources: ['Работа России', 'hh.ru'], alsoCities: 12 }),
  aVacancy({
    id: '1002',
    title: [
      { text: 'Инженер ', marked: false },
      { text: 'R&D', marked: true },
      { text: ' <night> "ночной" \'смены\'', marked: false },
    ],
    employer: 'ООО «R&D <script>alert(1)</script>»',
    places: ['Санкт-Петербург', 'Казань', 'Нижний Новгород', 'Омск', 'Томск'],
    pay: { from: 950.5, to: null, currency: 'RUB', gross: null, period: 'hour' },
    payMonthRub: null,
    why: [
      { text: '… <b>пишем</b> & ', marked: false },
      { text: 'R&D', marked: true },
      { text: ' …', marked: false },
    ],
    searchIds: [idOf(2), idOf(3)],
  }),
  aVacancy({
    id: '1003',
    title: plain('Очень подробное название '.repeat(12).trim()),
    employer: null,
    places: [],
    pay: null,
    payMonthRub: null,
    experience: 'unknown',
    schedule: [],
    employment: [],
    why: null,
  }),
  aVacancy({
    id: '1004',
    title: plain('Аналитик данных (USD)'),
    employer: 'Василёк',
    pay: { from: 3000, to: 3000, currency: 'USD', gross: false, period: 'month' },
    payMonthRub: 240_000,
    demo: true,
  }),
];

const english = { language: 'en', zone: 'Europe/London', now: new Date('2026-11-24T09:00:00Z') } as const;

const letters: Record<string, DigestLetter> = {
  'digest-one-ru': aLetter(),
  'digest-one-en': aLetter({ reader: english, searches: [aSearch({ name: 'data analyst' })] }),
  'digest-awkward-ru': aLetter({ vacancies: awkward, searches, found: 4, days: 4, olderLeftOut: true }),
  'digest-awkward-en': aLetter({ vacancies: awkward, searches, found: 4, days: 4, reader: english }),
  'digest-500-ru': aLetter({
    found: 500,
    searches: [aSearch({ found: 500, cut: true, figure: aFigure() })],
    vacancies: Array.from({ length: 40 }, (_, i) => aVacancy({ id: String(2000 + i) })),
  }),
  'digest-asked-ru': aLetter({ kind: 'asked', searches: [aSearch({ figure: aFigure() })] }),
};

describe.each(Object.entries(letters))('the golden letter %s', (name, letter) => {
  const { subject, html, text } = composeDigest(renderer, letter);

  test('is written in the same html as before', () => {
    expect(html).toBe(golden(`${name}.html`, html));
  });

  test('is written in the same subject and text as before', () => {
    const whole = `Subject: ${subject}\n\n${text}`;
    expect(whole).toBe(golden(`${name}.txt`, whole));
  });
});

function golden(file: string, now: string): string {
  const path = new URL(file, folder);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, now);
  return readFileSync(path, 'utf8');
}
