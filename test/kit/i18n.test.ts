import { describe, expect, test } from '@jest/globals';
import { formatAge, formatDay } from '../../src/kit/dates.js';
import { formatNumber, LANGUAGES, texts, translator } from '../../src/kit/i18n.js';
import { formatMoney, formatPay } from '../../src/kit/money.js';

type Node = string | { [key: string]: Node };
const PLURAL_FORMS = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

/** The dotted keys of a language, plural forms folded into one. */
function keysOf(node: Node, path = ''): string[] {
  if (typeof node === 'string' || Object.keys(node).every((key) => PLURAL_FORMS.has(key)))
    return node === '' ? [] : [path];
  return Object.entries(node).flatMap(([key, child]) => keysOf(child, path === '' ? key : `${path}.${key}`));
}

describe('texts', () => {
  test('both languages have the same keys', () => {
    const [ru, en] = LANGUAGES.map((language) => keysOf(texts(language) as Node).sort());
    expect(ru).toEqual(en);
  });

  test('every plural entry has the forms that its language needs', () => {
    for (const language of LANGUAGES) {
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      walk(texts(language) as Node, (path, node) => {
        if (Object.keys(node).some((key) => PLURAL_FORMS.has(key))) {
          expect({ path, forms: Object.keys(node).sort() }).toEqual({ path, forms: [...needed].sort() });
        }
      });
    }
  });

  test('an unknown key is an error, not an empty place on a page', () => {
    expect(() => translator('ru')('common.no.such')).toThrow('common.no.such');
  });
});

function walk(node: Node, visit: (path: string, node: { [key: string]: Node }) => void, path = ''): void {
  if (typeof node === 'string') return;
  visit(path, node);
  for (const [key, child] of Object.entries(node)) walk(child, visit, `${path}.${key}`);
}

describe('numbers, money and days', () => {
  test('numbers carry no-break spaces in Russian and commas in English', () => {
    expect(formatNumber(1284, 'ru')).toBe('1\u00a0284');
    expect(formatNumber(1284, 'en')).toBe('1,284');
    expect(formatMoney(120000, 'ru')).toBe('120\u00a0000\u00a0₽');
  });

  test('pay is told as it was stated', () => {
    const pay = { from: 90000, to: 120000, currency: 'RUB', gross: false, period: 'month' };
    expect(formatPay(pay, 'ru')).toBe('90\u00a0000 – 120\u00a0000\u00a0₽ на руки');
    expect(formatPay({ ...pay, to: null, gross: null }, 'ru')).toBe('от 90\u00a0000\u00a0₽');
    expect(formatPay({ ...pay, from: null, gross: true }, 'en')).toBe('up to 120,000\u00a0₽ before tax');
    expect(formatPay({ ...pay, from: 3500, to: 3500, gross: null, period: 'hour' }, 'ru')).toBe(
      '3\u00a0500\u00a0₽ за час',
    );
    expect(formatPay({ ...pay, from: null, to: null }, 'ru')).toBe('');
  });

  test('yesterday is the reader’s yesterday', () => {
    const now = new Date('2026-11-24T21:30:00Z'); // the 25th in Moscow, the 24th in London
    const at = new Date('2026-11-24T20:00:00Z'); // the 24th in Moscow at 23:00
    expect(formatAge(at, now, { language: 'ru', zone: 'Europe/Moscow' })).toBe('вчера');
    expect(formatAge(at, now, { language: 'en', zone: 'Europe/London' })).toBe('today');
    expect(formatDay(at, { language: 'ru', zone: 'Europe/Moscow' })).toBe('24 ноября');
    expect(formatAge(new Date('2024-05-14T09:00:00Z'), now, { language: 'ru', zone: 'Europe/Moscow' })).toBe(
      '14 мая 2024 г.',
    );
  });
});
