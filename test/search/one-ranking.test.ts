import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askDigest } from '../../src/compose/ask-digest.js';
import { foundFor, type OpenSearch, openSearches } from '../../src/compose/found.sql.js';
import { previewOf } from '../../src/compose/preview.sql.js';
import type { Node } from '../../src/language/ast.js';
import { analyse, type Document } from '../../src/language/document.js';
import type { Filters } from '../../src/language/filters.js';
import { fits } from '../../src/language/fits.js';
import { rankQueries, scoreOf, whereDays } from '../../src/language/rank.js';
import { readSearch } from '../../src/language/read-search.js';
import { scoredFitsSql } from '../../src/search/fits.sql.js';
import { searchVacancies } from '../../src/search/search-vacancies.js';
import * as support from '../compose/support.js';
import { DAY, slot, tools } from '../compose/support.js';
import { queries, vacancies } from '../language/vocabulary.js';
import { buildSavedSearch, buildSubscriber, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

const NOW = slot(5);
const [MOSCOW, KAZAN] = [1, 2];

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());
afterEach(() => support.empty(db.dataSource));

test.each([1, 2, fc.sample(fc.nat(), 1)[0]!])(
  'page, letter and preview give what they find the score that the rule gives it (seed %d)',
  async (seed) => {
    const made = await makeVacancies(seed);
    const searches = await saveSearches(seed);
    await support.match(db.dataSource, NOW);
    const news = searches.map((search) => ({ search, above: 0n }));
    const inLetters = await foundFor(db.dataSource.manager, news, NOW);
    const scores: number[] = [];
    for (const search of searches) {
      const { ast } = readSearch(search);
      const onPage = await pageOf(search);
      const byTheRule = Object.fromEntries(
        Object.keys(onPage).map((id) => [id, scoreInMemory(ast, search.filters, made.get(id)!)]),
      );
      const letter = inLetters.filter(({ searchId }) => searchId === search.searchId);
      const preview = await previewOf(db.dataSource.manager, search, NOW);
      const all = { onPage, letter: scoresOf(letter), preview: scoresOf(preview) };
      // To the last bit: they are sums of whole milliseconds.
      const wanted = { onPage: byTheRule, letter: byTheRule, preview: byTheRule };
      expect({ search: search.query, ...all }).toEqual({ search: search.query, ...wanted });
      scores.push(...Object.values(byTheRule));
    }
    // Enough was compared, and not the same over and over.
    expect(scores.length).toBeGreaterThan(300);
    expect(new Set(scores).size).toBeGreaterThan(60);
  },
);

test('a letter tells in the order of the page, and the digest that is asked for tells the page’s first ten', async () => {
  const [paid, place] = [
    [60_000, null],
    [[KAZAN], [MOSCOW, KAZAN], []],
  ];
  const titles = ['Повар', 'Пекарь', 'Старший повар', 'Бригадир'];
  for (let i = 0; i < 16; i++) {
    await buildVacancy(db.dataSource, {
      title: titles[i % 4]!,
      body: 'Повар и пекарь.',
      skills: i % 3 === 0 ? ['повар'] : [],
      employerId: null,
      payMonthRub: paid[i % 2]!,
      placeIds: place[i % 3]!,
      firstSeenAt: new Date(NOW.getTime() - ((i * 7) % 11) * 9 * 3_600_000),
    });
  }
  const search = { query: 'повар пекарь', filters: {} };
  await buildSavedSearch(db.dataSource, search);
  const answer = await searchVacancies(db.dataSource, { ...search, page: 1, pageSize: 40 }, NOW);
  const page = answer?.items.map(({ clusterId }) => clusterId);
  expect(page).toHaveLength(16);

  await support.play(db.dataSource, NOW);
  const subscriberId = await buildSubscriber(db.dataSource);
  await buildSavedSearch(db.dataSource, { subscriberId, ...search });
  await askDigest(db.dataSource, tools, { subscriberId, now: NOW });
  const told = await support.told(db.dataSource);
  expect(told.map(({ clusters }) => clusters)).toEqual(expect.arrayContaining([page, page?.slice(0, 10)]));
});

interface Made {
  document: Document;
  placeIds: number[];
  cityKey: string | undefined;
  payMonthRub: number | null;
  ageMs: number;
}

/** The rule of docs/ranking.md over words in memory. */
function scoreInMemory(ast: Node | null, filters: Partial<Filters>, vacancy: Made): number {
  const asked = rankQueries(ast);
  const says = (question: Node) => fits(question, vacancy.document);
  const where =
    asked === null
      ? 0
      : whereDays({
          allInTitle: says(asked.allInTitle),
          allNamed: says(asked.allNamed),
          someInTitle: says(asked.someInTitle),
        });
  const { placeIds, cityKey, payMonthRub, ageMs } = vacancy;
  const inPlace = filters.places?.includes(placeIds[0] ?? 0) ?? false;
  const inCity = cityKey !== undefined && (filters.cityNames?.includes(cityKey) ?? false);
  return scoreOf({ where, withPay: payMonthRub !== null, atPlace: inPlace || inCity, ageMs });
}

const beside = fc.record({
  placeIds: fc.constantFrom<number[]>([], [MOSCOW], [KAZAN], [MOSCOW, KAZAN], [KAZAN, MOSCOW]),
  cityKey: fc.constantFrom('васюки', 'тьмутаракань', undefined),
  payMonthRub: fc.constantFrom(null, 50_000),
  ageMs: fc.nat(6 * DAY),
});

async function makeVacancies(seed: number): Promise<Map<string, Made>> {
  const made = new Map<string, Made>();
  for (const [fields, { ageMs, cityKey, ...rest }] of fc.sample(fc.tuple(vacancies, beside), {
    seed,
    numRuns: 60,
  })) {
    const { id } = await buildVacancy(db.dataSource, {
      ...fields,
      ...rest,
      ...(cityKey && { cityKey }),
      skills: [fields.skills],
      firstSeenAt: new Date(NOW.getTime() - ageMs),
    });
    made.set(id, { ...rest, ageMs, cityKey, document: analyse(fields) });
  }
  return made;
}

const asked: fc.Arbitrary<Partial<Filters>> = fc.constantFrom(
  {},
  { places: [KAZAN] },
  { cityNames: ['васюки'] },
  { places: [MOSCOW], cityNames: ['васюки', 'урюпинск'] },
);

// Of these the body has a say in where the words stand.
const UNUSUAL = ['java OR body:python', 'java OR (python -менеджер)', 'разработчик (java OR body:аналитик)'];

async function saveSearches(seed: number): Promise<OpenSearch[]> {
  const subscriberId = await buildSubscriber(db.dataSource);
  const saved = new Set<string>();
  const random = fc.sample(fc.tuple(queries, asked), { seed, numRuns: 80 });
  for (const [query, filters] of [...UNUSUAL.map((query) => [query, {}] as const), ...random]) {
    const { ast, searchHash } = readSearch({ query, filters });
    if (ast === null || saved.has(searchHash)) continue;
    saved.add(searchHash);
    await buildSavedSearch(db.dataSource, { subscriberId, query, filters });
  }
  return openSearches(db.dataSource.manager, [subscriberId], NOW);
}

async function pageOf(search: OpenSearch): Promise<Record<string, number>> {
  const { text, values } = scoredFitsSql(readSearch(search), NOW);
  const rows = await db.query<{ id: string; score: number }>(text, values);
  return Object.fromEntries(rows.map(({ id, score }) => [id, score]));
}

const scoresOf = (found: { vacancyId: string; score: number }[]): Record<string, number> =>
  Object.fromEntries(found.map(({ vacancyId, score }) => [vacancyId, score]));
