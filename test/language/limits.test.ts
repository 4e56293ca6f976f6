import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { analyse, type Document, toTsvector } from '../../src/language/document.js';
import { fits } from '../../src/language/fits.js';
import { readSearch } from '../../src/language/read-search.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { documentOf, readData, testWithData } from './support.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());

/** The document as Postgres keeps it, in our own terms. */
async function stored(document: Document): Promise<Document> {
  const rows = await db.query<{ lexeme: string; positions: number[]; weights: string[] }>(
    'select lexeme, positions, weights from unnest($1::tsvector)',
    [toTsvector(document)],
  );
  return new Map(
    rows.map(({ lexeme, positions, weights }) => [
      lexeme,
      positions.map((position, i) => ('DCBA'.indexOf(weights[i]!) << 14) | position),
    ]),
  );
}

const sorted = (document: Document) => [...document].sort(([a], [b]) => (a < b ? -1 : 1));
const words = (count: number, of: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => of(n)).join(' ');

async function expectStoredAsEmitted(document: Document): Promise<void> {
  expect(sorted(await stored(document))).toEqual(sorted(document));
}

test('Postgres stores every place that the analyser emits, of a vacancy of all kinds of words', async () => {
  const document = documentOf({
    title: 'Водитель категории В, С и E, кат. «D»',
    company: 'L’Oréal R&D',
    skills: 'C++, C#, .NET, Node.js, HTML5, 1С:Предприятие',
    body: 'Ищем водителя! ⑴ ½ ﷺ 𝐀𝟙 𝒳𝒴 ИИ «Cлесарь» д\u0301ом hh.ru/vacancy?id=5 Ελληνικά 日本語',
  });
  await expectStoredAsEmitted(document);
});

test('of a body of 17,000 words the first 8,000 are kept, and all places survive in Postgres', async () => {
  const body = words(17_000, (n) => `слово${n}`);
  const document = documentOf({ title: 'Повар', body });
  await expectStoredAsEmitted(document);
  expect(document.has('слово7999')).toBe(true);
  expect(document.has('слово8000')).toBe(false);
});

test('no place is beyond 16,282, whatever the fields hold', async () => {
  const long = words(9_000, (n) => `w${n}`);
  const document = analyse({ title: long, company: long, skills: long, body: long });
  await expectStoredAsEmitted(document);
  const places = [...document.values()].flat().map((place) => place & 0x3fff);
  expect(places.reduce((a, b) => Math.max(a, b))).toBe(16_282);
});

test('a word said 300 times keeps 255 places', async () => {
  const document = documentOf({ body: words(300, () => 'продажи') });
  await expectStoredAsEmitted(document);
  expect(document.get('продаж')).toHaveLength(255);
});

test('8,000 different words of 40 letters in each field are less than Postgres refuses', async () => {
  const long = (field: string) => words(8_000, (n) => `${field}${'щ'.repeat(30)}${n}ы`);
  const document = analyse({ title: long('а'), company: long('б'), skills: long('в'), body: long('г') });
  await expectStoredAsEmitted(document);
});

test('a title of ten million letters is one word, cut', () => {
  const document = documentOf({ title: 'щ'.repeat(10_000_000) });
  expect([...document.keys()]).toEqual(['щ'.repeat(40), `=${'щ'.repeat(40)}`]);
});

test('quotes and backslashes of a lexeme are escaped in both literals', async () => {
  const lexeme = `it's a \\ "quoted" \\' one`;
  await expectStoredAsEmitted(new Map([[lexeme, [1, (3 << 14) | 5]]]));
});

test('a phrase never reaches from one field into the next', async () => {
  const { ast, tsquery } = readSearch({ query: `"java ${words(88, () => 'и')} python"` });
  expect(tsquery).toContain('<89>');
  const document = documentOf({ title: 'java', company: 'python' });
  expect(fits(ast, document)).toBe(false);
  const places = [...document.values()].flat().map((place) => place & 0x3fff);
  expect(Math.max(...places) - Math.min(...places)).toBeGreaterThan(89);
});

testWithData('real vacancies are stored as emitted', async () => {
  const rows = readData('vacancies-ru/full.jsonl.gz').split('\n', 60);
  for (const row of rows) {
    const { title, employer, skills, description } = JSON.parse(row);
    await expectStoredAsEmitted(
      analyse({
        title,
        company: employer ?? '',
        skills: String(skills ?? ''),
        body: description.replace(/<[^>]*>/g, ' '),
      }),
    );
  }
});
