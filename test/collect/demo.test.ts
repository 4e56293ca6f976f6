import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { demoContent } from '../../src/collect/demo/content.js';
import { DAY, demoDay } from '../../src/collect/demo/demo-day.js';
import { demoPostings } from '../../src/collect/demo/demo-postings.js';
import { plainText } from '../../src/collect/normalise/plain-text.js';
import { normaliseTerms } from '../../src/collect/normalise/vocabulary.js';
import { readCatalogue } from '../../src/collect/places/catalogue.js';
import { placeResolver } from '../../src/collect/places/resolve.js';
import type { RawPosting } from '../../src/collect/posting.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const at = (days: number) => new Date(NOW.getTime() + days * DAY);
const listed = (now: Date): RawPosting[] => [...demoPostings(now)];
const ids = (postings: RawPosting[]) => new Set(postings.map(({ externalId }) => externalId));
const today = listed(NOW);

describe('the clock', () => {
  test('the same clock gives the same vacancies, whatever was asked before', () => {
    const first = JSON.stringify(today);
    for (const days of [-400, 365, 90, 1]) listed(at(days));
    expect(JSON.stringify(listed(NOW))).toBe(first);
  });

  test('about 1,500 are listed at a first start and about 60 come a day, fewer at the week’s end', () => {
    expect(today.length).toBeGreaterThan(1_400);
    expect(today.length).toBeLessThan(1_900);
    const day = Math.floor(NOW.getTime() / DAY);
    const perDay = Array.from({ length: 70 }, (_, i) => demoDay(day + i).length);
    expect(perDay.reduce((sum, n) => sum + n, 0) / 70).toBeGreaterThan(52);
    expect(perDay.reduce((sum, n) => sum + n, 0) / 70).toBeLessThan(68);
    expect(Math.max(...perDay)).toBeLessThan(100);
  });

  test('a vacancy appears at its own minute, stays 20 to 40 days and does not come back', () => {
    const seen = new Map<string, number>();
    for (let day = 0; day < 120; day++) {
      for (const { externalId } of listed(at(day))) seen.set(externalId!, (seen.get(externalId!) ?? 0) + 1);
    }
    const { posting, from, until } = demoDay(Math.floor(at(30).getTime() / DAY))[10]!;
    expect(from % 60_000).toBe(0);
    expect(ids(listed(new Date(from - 1))).has(posting.externalId)).toBe(false);
    expect(ids(listed(new Date(from))).has(posting.externalId)).toBe(true);
    expect(ids(listed(new Date(until - 1))).has(posting.externalId)).toBe(true);
    expect(ids(listed(new Date(until))).has(posting.externalId)).toBe(false);
    // Those of the middle weeks were seen from their first day to their last.
    const days = demoDay(Math.floor(at(60).getTime() / DAY)).map((one) => seen.get(one.posting.externalId!)!);
    expect(Math.min(...days)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...days)).toBeLessThanOrEqual(41);
  });

  test('ids are unique among all that is listed', () => {
    expect(ids(today).size).toBe(today.length);
  });
});

describe('the vacancies', () => {
  test('there are at least 60 professions and some 80 employers, and each profession finds employers', () => {
    const { professions, employers, agencies } = demoContent();
    expect(new Set(professions.map(({ title }) => title)).size).toBeGreaterThanOrEqual(60);
    expect(Object.values(employers).flat().length + agencies.length).toBeGreaterThanOrEqual(78);
    for (const { fields } of professions) {
      for (const field of fields) expect(employers[field]?.length ?? 0).toBeGreaterThan(2);
    }
  });

  test('every text has several paragraphs, at least 500 characters, and no place left to fill', () => {
    for (const { body, title } of today) {
      const text = plainText(body!);
      expect(text.length).toBeGreaterThanOrEqual(500);
      expect(text.split('\n\n').length).toBeGreaterThanOrEqual(5);
      expect(text).not.toMatch(/[{}]|undefined|\.\./);
      expect(text).toContain(title);
    }
  });

  test('texts vary: only copies are alike', () => {
    const originals = today.filter(({ externalId }) => /^\d+-\d+$/.test(externalId!));
    expect(new Set(originals.map(({ body }) => body)).size).toBe(originals.length);
  });

  test('some are copies in other cities with the same text, and about 2% are an agency’s', () => {
    const copies = today.filter(({ externalId }) => externalId!.includes('-c'));
    const originals = new Map(today.map((posting) => [posting.externalId!, posting]));
    const pairs = copies.flatMap((copy) => {
      const original = originals.get(copy.externalId!.replace(/-c\d+$/, ''));
      return original ? [[original, copy] as const] : [];
    });
    expect(pairs.length).toBeGreaterThan(50);
    for (const [original, copy] of pairs) {
      expect([copy.title, copy.body, copy.employer]).toEqual([
        original.title,
        original.body,
        original.employer,
      ]);
    }
    const agencies = today.filter(({ agency }) => agency);
    expect(agencies.length / today.length).toBeGreaterThan(0.01);
    expect(agencies.length / today.length).toBeLessThan(0.035);
  });

  test('every city is one of the catalogue and every term is in the dictionaries', () => {
    const resolve = placeResolver(readCatalogue());
    for (const { name } of demoContent().cities)
      expect([name, resolve(name).placeIds.length]).toEqual([name, 1]);
    for (const posting of today) {
      const { experience, unmapped } = normaliseTerms(posting);
      expect([experience, unmapped]).toEqual([posting.experience, []]);
    }
  });

  test('nobody without experience is asked for years of it', () => {
    const beginners = today.filter(({ experience }) => experience === 'none');
    for (const { body } of beginners) expect(body).not.toMatch(/опыт[^<;]* от (?:года|трёх|шести)/);
  });
});

describe('the pay', () => {
  const many = Array.from({ length: 9 }, (_, i) => listed(at(-i * 43))).flat();
  const middle = ({ pay }: RawPosting): number[] => {
    const ends = [pay?.from, pay?.to].filter((end) => typeof end === 'number');
    return ends.length === 0 ? [] : [ends.reduce((sum, end) => sum + end, 0) / ends.length];
  };

  test.each(['Москва', 'Санкт-Петербург', 'Краснодар', 'Сочи', 'Казань'])(
    'in %s lies within a fifth of the market page’s mean',
    (city) => {
      const csv = readFileSync(new URL('../../catalogue/demo-pay-by-city.csv', import.meta.url), 'utf8');
      const row = csv.split(/\r?\n/).find((line) => line.startsWith(`${city},`));
      const stated = Number(row!.split(',')[1]);
      const points = many.filter(({ places }) => places === city).flatMap(middle);
      const mean = points.reduce((sum, point) => sum + point, 0) / points.length;
      expect(Math.abs(mean / stated - 1)).toBeLessThan(0.2);
    },
  );

  test('is absent from about a seventh, gross or net or neither, a range or one end, in good order', () => {
    const without = many.filter(({ pay }) => !pay).length / many.length;
    expect(without).toBeGreaterThan(0.08);
    expect(without).toBeLessThan(0.22);
    expect(new Set(many.map(({ pay }) => pay?.gross))).toEqual(new Set([undefined, true, false, null]));
    for (const { pay } of many) {
      if (pay?.from && pay.to) expect(Number(pay.from)).toBeLessThan(Number(pay.to));
    }
  });

  test('differs by profession: a Java developer earns more than twice a cleaner', () => {
    const mean = (word: RegExp) => {
      const points = many
        .filter(({ title, employment }) => word.test(title) && employment === 'full')
        .flatMap(middle);
      return points.reduce((sum, point) => sum + point, 0) / points.length;
    };
    expect(mean(/Java/)).toBeGreaterThan(2 * mean(/Уборщ/));
  });
});
