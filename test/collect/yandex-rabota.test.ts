import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { FileInput } from '../../src/collect/formats/format.js';
import { FeedError } from '../../src/collect/formats/inflate.js';
import { yandexRabota } from '../../src/collect/formats/yandex-rabota.js';
import { readDate } from '../../src/collect/normalise/dates.js';
import { normalisePay } from '../../src/collect/normalise/pay.js';
import { plainText } from '../../src/collect/normalise/plain-text.js';
import { normaliseTerms } from '../../src/collect/normalise/vocabulary.js';
import { readCatalogue } from '../../src/collect/places/catalogue.js';
import { placeResolver } from '../../src/collect/places/resolve.js';
import type { RawPosting, ReadItem } from '../../src/collect/posting.js';
import { windows1251 } from './formats/windows-1251.js';

const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/yandex-rabota-${name}.xml`, import.meta.url), 'utf8');

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function readAll(input: FileInput): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const item of yandexRabota.read(input)) items.push(item);
  return items;
}

const readText = (xml: string | Uint8Array, size = 4096) =>
  readAll({ bytes: inPieces(typeof xml === 'string' ? Buffer.from(xml) : xml, size) });

async function postings(xml: string | Uint8Array, size?: number): Promise<RawPosting[]> {
  return (await readText(xml, size)).flatMap((item) => (item.kind === 'posting' ? item.posting : []));
}

/** What was read before the feed broke, and the sentence that said so. */
async function untilRefused(xml: string, size = 50): Promise<{ read: ReadItem[]; said: string }> {
  const read: ReadItem[] = [];
  try {
    for await (const item of yandexRabota.read({ bytes: inPieces(Buffer.from(xml), size) })) read.push(item);
  } catch (error) {
    expect(error).toBeInstanceOf(FeedError);
    return { read, said: (error as FeedError).message };
  }
  throw new Error('The feed was not refused.');
}

const feed = (inner: string) =>
  `<?xml version="1.0"?>\n<source>\n<vacancies>\n${inner}\n</vacancies>\n</source>`;
const VACANCY = '<vacancy><job-name>Повар</job-name></vacancy>';

describe('the described dialect', () => {
  test('gives every field that is kept', async () => {
    const [posting] = await postings(fixture('described'));
    expect(posting).toMatchObject({
      url: 'https://jobs.example.org/vacancy/1',
      title: 'Наладчик оборудования & линий',
      employer: 'ООО "Кисельный Берег"',
      agency: false,
      places: ['Киров, ул. Лепсе, 5', 'Пермь'],
      pay: { text: 'от 60000 до 80000', currency: 'RUR' },
      experience: '1-3 года',
      schedule: 'Полный день',
      employment: 'Полная',
      publishedAt: '2026-11-18 10:15:00 GMT+3',
      expiresAt: null,
    });
  });

  test('joins description, duty, qualification and terms into one text, with inline markup read as HTML', async () => {
    const [posting] = await postings(fixture('described'));
    expect(plainText(posting!.body!)).toBe(
      [
        'Новый цех.',
        '• Смена с 8 до 17',
        'Обязанности:',
        'Настраивать три линии розлива',
        'Требования:',
        'Умение читать схемы',
        'Условия:',
        'Столовая и автобус',
        'Условия:',
        'Трудовой договор',
      ].join('\n\n'),
    );
  });
});

describe("the board's dialect", () => {
  test('reads a dashed salary, the period inside the currency, and entities inside CDATA', async () => {
    const [posting] = await postings(fixture('board'));
    expect(posting).toMatchObject({
      title: 'Укладчик пряников',
      employer: 'ООО "Пряничный Отвес"',
      agency: true,
    });
    expect(normalisePay(posting!.pay, () => 1)).toMatchObject({
      from: 40000,
      to: 55000,
      currency: 'RUB',
      period: 'month',
      monthRub: 55000,
    });
  });

  test('takes the publish date and never the creation date of 2006', async () => {
    const [posting] = await postings(fixture('board'));
    expect([posting!.publishedAt, posting!.expiresAt]).toEqual(['2026-11-10', '2026-12-10']);
  });

  test('reads less than a year as no experience, and the region as a hint behind the address', async () => {
    const [posting] = await postings(fixture('board'));
    expect(normaliseTerms(posting!)).toMatchObject({ experience: 'none', schedule: ['shift'], unmapped: [] });
    expect(posting!.places).toEqual(['Тула, ул. Пряничная, 1, Тульская область']);
  });

  test('reads «Нет данных» as nothing, and the region where there is no address', async () => {
    const [, posting] = await postings(fixture('board'));
    expect(posting).toMatchObject({
      publishedAt: null,
      expiresAt: null,
      places: ['Москва и Московская область'],
    });
    expect(normalisePay(posting!.pay, () => 1)).toMatchObject({ from: null, to: null });
    expect(normaliseTerms(posting!)).toMatchObject({ experience: 'unknown', schedule: [], unmapped: [] });
  });
});

test('the same postings come whatever the pieces of the stream and the encoding', async () => {
  const utf8 = await postings(fixture('board'));
  expect(utf8).toHaveLength(2);
  expect(await postings(fixture('board'), 7)).toEqual(utf8);
  const declared = fixture('board').replace('encoding="UTF-8"', 'encoding="windows-1251"');
  expect(await postings(windows1251(declared), 11)).toEqual(utf8);
});

test('a position names the vacancy and its line', async () => {
  const items = await readText(fixture('board'));
  expect(items.map(({ position }) => position)).toEqual(['vacancy 1, line 4', 'vacancy 2, line 34']);
});

describe('hostile and broken feeds', () => {
  test('a DOCTYPE is refused, so that no entity can be defined', async () => {
    const bomb = '<?xml version="1.0"?>\n<!DOCTYPE source [<!ENTITY a "aaaa">]>\n<source>&a;</source>';
    const { said } = await untilRefused(bomb);
    expect(said).toBe('The feed has a DOCTYPE, which this service refuses: a feed needs none (line 2).');
  });

  test('an unknown entity is named with its line, and what stood before it is kept', async () => {
    const { read, said } = await untilRefused(
      feed(`${VACANCY}\n<vacancy><job-name>Повар&nbsp;су-шеф</job-name></vacancy>`),
    );
    expect(read).toHaveLength(1);
    expect(said).toBe('The feed names an entity that XML does not know; write it as a character (line 5).');
  });

  test('what is not well-formed is told with its line', async () => {
    const { said } = await untilRefused(feed(`${VACANCY}\n<vacancy><job-name>Повар</vacancy>`));
    expect(said).toMatch(/^The feed is not well-formed XML: .+ \(line 5\)\.$/);
  });

  test('a feed that was cut off keeps what was whole and says that it ended early', async () => {
    const { read, said } = await untilRefused(feed(VACANCY).slice(0, -15));
    expect(read).toHaveLength(1);
    expect(said).toMatch(/^The feed ends too early: .+ \(line \d+\)\.$/);
  });

  test('sixty-four levels are read, one more is refused', async () => {
    const nested = (levels: number) =>
      feed(`<vacancy>${'<a>'.repeat(levels)}${'</a>'.repeat(levels)}</vacancy>`);
    expect(await readText(nested(61))).toHaveLength(1);
    const { said } = await untilRefused(nested(62));
    expect(said).toContain('more than 64 levels deep');
  });

  test('another document is told from a feed by its first element', async () => {
    const { said } = await untilRefused('<html><body>Вход</body></html>');
    expect(said).toBe(
      'The feed begins with <html>; a feed in the format yandex-rabota begins with <source> or <vacancies> (line 1).',
    );
  });

  test('an empty file says that it is empty', async () => {
    expect((await untilRefused(' ')).said).toMatch(/^The feed is empty/);
  });

  test('a vacancy of five million characters is rejected alone', async () => {
    const huge = `<vacancy><job-name>${'я'.repeat(5_000_000)}</job-name></vacancy>`;
    const items = await readText(feed(huge + VACANCY), 65_536);
    expect(items.map((item) => (item.kind === 'rejected' ? item.reason : item.posting.title))).toEqual([
      'too-large',
      'Повар',
    ]);
  });

  test('a text of twenty million characters without a tag ends the reading', async () => {
    const { said } = await untilRefused(feed(`<vacancy><job-name>${'a'.repeat(20_000_000)}`), 1024 ** 2);
    expect(said).toContain('without a tag');
  });
});

const SAMPLE = new URL(
  '../../../shared/data/feeds/samples/rabota.ru-yandex-format-2022-08-30.xml',
  import.meta.url,
);
const withData = existsSync(SAMPLE) ? test : test.skip;
if (!existsSync(SAMPLE)) process.stdout.write('skipped: no ../shared/data\n');

withData('the real sample gives 46 vacancies with pay, a city, a known schedule and a date', async () => {
  const read = await postings(readFileSync(SAMPLE));
  const resolve = placeResolver(readCatalogue());
  expect(read).toHaveLength(46);
  for (const posting of read) {
    expect(posting.title).not.toBe('');
    expect(posting.employer).not.toMatch(/&\w+;/);
    expect(normaliseTerms(posting).unmapped).toEqual([]);
    expect(readDate(posting.publishedAt)?.getUTCFullYear()).toBe(2022);
    expect(resolve(posting.places).placeIds).toHaveLength(1);
  }
  const silent = read.filter(({ pay }) => normalisePay(pay, () => 1).monthRub === null);
  expect(silent.map(({ pay }) => pay?.text)).toEqual(['договорная']);
  expect(read.filter(({ agency }) => agency)).toHaveLength(2);
});
