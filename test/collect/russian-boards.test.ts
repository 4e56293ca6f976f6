import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { importFiles } from '../../src/collect/import-files.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { day } from './support.js';

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const present = existsSync(DATA);
if (!present) process.stdout.write('skipped: no ../shared/data (hh.ru, SuperJob and Хабр Карьера)\n');
const real = present ? describe : describe.skip;

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.query('truncate source, vacancy, cluster, employer restart identity cascade'));

const load = (format: string, ...paths: string[]) =>
  importFiles(db.dataSource, {
    format,
    source: 'board',
    now: day(1),
    files: paths.map((path) => ({ name: path, open: () => createReadStream(`${DATA}${path}`) })),
  });

/** How many of the stored vacancies meet each condition. */
async function tally<Name extends string>(conditions: Record<Name, string>): Promise<Record<Name, number>> {
  const counts = Object.entries(conditions).map(
    ([name, condition]) => `count(*) filter (where ${condition})::int as "${name}"`,
  );
  const [row] = await db.query<Record<Name, number>>(`select ${counts.join(', ')} from vacancy`);
  return row!;
}

const byCurrency = async (): Promise<Record<string, number>> => {
  const rows = await db.query<{ currency: string; paid: number }>(
    'select pay_currency as currency, count(*)::int as paid from vacancy where pay_currency is not null group by 1',
  );
  return Object.fromEntries(rows.map(({ currency, paid }) => [currency, paid]));
};

const CITY = 'cardinality(place_ids) > 0';
const SOUND = "title <> '' and url is not null and published_at is not null and employer_id is not null";
const MARKED = "body ~* '</?(p|br|li|ul|b|strong|highlighttext)\\M'";

real('hh.ru', () => {
  const HH = 'vacancies-ru/hh-search-pages/';
  const pages = present
    ? readdirSync(DATA + HH)
        .sort()
        .map((name) => HH + name)
    : [];

  test('1,840 whole vacancies of 2020 to 2025 are taken, one a line, with pay, place, experience and text', async () => {
    expect(await load('hh', 'vacancies-ru/hh-api-full-raw.jsonl.gz')).toMatchObject({
      read: 1840,
      added: 1840,
      expired: 2,
      rejected: {},
    });
    expect(await byCurrency()).toEqual({ RUB: 327, USD: 7, EUR: 1 });
    expect(
      await tally({
        sound: SOUND,
        city: CITY,
        closed: "closed_reason = 'expired'",
        marked: MARKED,
        short: 'length(body) < 100',
        remote: "'remote' = any(schedule)",
        skilled: 'cardinality(skills) > 0',
        gross: 'pay_gross',
        unknown: "experience = 'unknown'",
        monthly: "pay_period = 'month'",
        scheduled: 'cardinality(schedule) > 0',
      }),
    ).toEqual({
      sound: 1840,
      city: 1840,
      closed: 2,
      marked: 0,
      short: 0,
      remote: 427,
      skilled: 1343,
      gross: 107,
      unknown: 0,
      monthly: 335,
      scheduled: 1840,
    });
  }, 240_000);

  test('ten searches of 2023 to 2025 are taken, answers and bare lists alike; one page that is repeated in part counts once', async () => {
    expect(pages).toHaveLength(10);
    expect(await load('hh', ...pages)).toMatchObject({ read: 3053, added: 3049, repeated: 4, rejected: {} });
    const { USD, ...others } = await byCurrency();
    expect(others).toEqual({ RUB: 1494, KZT: 19, BYN: 6, KGS: 4, UZS: 2, EUR: 2 });
    // The twenty-first says six to eight dollars, which may be read as no month's pay.
    expect([20, 21]).toContain(USD);
    const facts = await tally({ sound: SOUND, city: CITY, abroad: 'city_key is not null', marked: MARKED });
    expect(facts).toMatchObject({ sound: 3049, marked: 0 });
    // 2,913 when it was written: the others are abroad, or suburbs that the catalogue has not.
    expect(facts.city).toBeGreaterThan(2_900);
    expect(await tally({ silent: "body = ''", open: 'closed_at is null' })).toEqual({
      silent: 1,
      open: 3049,
    });
  }, 240_000);

  test.each(['hh-search-serp-2026.html', 'hh-vacancy-2026.html'])(
    'a page of its site is told from an answer: %s',
    async (name) => {
      await expect(load('hh', `feeds/samples/${name}`)).rejects.toThrow(
        `${name} cannot be read: The answer is HTML or XML, not JSON`,
      );
      expect(await tally({ all: 'true' })).toEqual({ all: 0 });
    },
  );
});

real('SuperJob', () => {
  test('sixty vacancies of 2023 are taken, and stored as closed since their day has passed', async () => {
    const samples = [1, 3, 4].map((n) => `feeds/samples/superjob-api-${n}.json`);
    const counts = await load('superjob', ...samples);
    expect(counts).toMatchObject({ read: 60, added: 60, expired: 60, rejected: {} });
    expect(await byCurrency()).toEqual({ RUB: 58 });
    expect(
      await tally({
        sound: SOUND,
        marked: MARKED,
        closed: "closed_reason = 'expired' and expires_at < closed_at",
        agency: 'agency',
        posted: 'origin is not null',
        posters: "origin = employer_name or employer_name ~* 'jobcart'",
        agreed: "pay_text = 'по договорённости' and pay_from is null",
        paid: 'pay_month_rub is not null',
        unknown: "experience = 'unknown'",
        years: 'extract(year from published_at) = 2023',
      }),
    ).toEqual({
      sound: 60,
      marked: 0,
      closed: 60,
      agency: 7,
      posted: 8,
      posters: 0,
      agreed: 2,
      paid: 58,
      unknown: 0,
      years: 60,
    });
    // The others are villages and towns that the catalogue has not.
    expect((await tally({ city: CITY })).city).toBeGreaterThanOrEqual(52);
  });
});

real('Хабр Карьера', () => {
  test('thirteen vacancies of 2026 are taken; what Habr predicts is no pay', async () => {
    const counts = await load('habr-career', 'feeds/samples/habr-career-api-list-2026-01.json');
    expect(counts).toMatchObject({ read: 13, added: 13, expired: 0, rejected: {}, unmapped: {} });
    expect(await byCurrency()).toEqual({ RUB: 4 });
    expect(
      await tally({
        sound: SOUND,
        city: CITY,
        several: 'cardinality(place_ids) > 1',
        remote: "'remote' = any(schedule)",
        full: "'full' = any(employment)",
        skilled: 'cardinality(skills) > 0',
        linked: "url ~ '^https://career\\.habr\\.com/vacancies/\\d+$'",
      }),
    ).toEqual({ sound: 13, city: 10, several: 2, remote: 5, full: 11, skilled: 13, linked: 13 });
  });
});
