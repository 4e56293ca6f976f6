import { createReadStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { readDocument } from '../../../src/collect/formats/index.js';
import { jsonld } from '../../../src/collect/formats/jsonld.js';
import { readDate } from '../../../src/collect/normalise/dates.js';
import { normalisePay } from '../../../src/collect/normalise/pay.js';
import { normaliseTerms } from '../../../src/collect/normalise/vocabulary.js';
import type { RawPosting, ReadItem } from '../../../src/collect/posting.js';

const AT = new URL('https://jobs.example.org/vacancy/7');
const script = (text: string, type = 'application/ld+json') => `<script type="${type}">${text}</script>`;
const job = (more: Record<string, unknown> = {}) => ({ '@type': 'JobPosting', title: 'Швея', ...more });
const page = (...values: unknown[]) =>
  `<!doctype html><html><body>${values.map((value) => script(JSON.stringify(value))).join('\n')}</body></html>`;
const read = (html: string, at: URL | null = AT) => jsonld.readPage(html, at);
const titles = (items: ReadItem[]) =>
  items.map((item) => (item.kind === 'posting' ? item.posting.title : `${item.position} ${item.reason}`));

function one(more: Record<string, unknown>, at: URL | null = AT): RawPosting {
  const [item] = read(page(job(more)), at);
  if (item?.kind !== 'posting') throw new Error('It was not read.');
  return item.posting;
}

describe('where it stands in a page', () => {
  test('in several blocks, lists, a @graph, an ItemList, under a full name or beside another type', () => {
    const html = page(
      job({ title: 'А' }),
      [job({ title: 'Б' }), { '@type': 'Organization', name: 'нет' }],
      { '@graph': [{ '@type': 'WebPage' }, job({ title: 'В', '@type': 'https://schema.org/JobPosting' })] },
      {
        '@type': 'ItemList',
        itemListElement: [
          { '@type': 'ListItem', item: job({ title: 'Г', '@type': ['Thing', 'JobPosting'] }) },
          { '@type': 'ListItem', item: { '@type': 'ItemList', itemListElement: [job({ title: 'Д' })] } },
        ],
      },
      { '@type': 'NoJobPosting', title: 'нет' },
    );
    expect(titles(read(html))).toEqual(['А', 'Б', 'В', 'Г', 'Д']);
  });

  test('in a comment, in CDATA, with line ends in its texts, with entities for quotes, with a type in capitals', () => {
    const text = (title: string) => JSON.stringify(job({ title }));
    const html = [
      script(`<!--\n${text('А')}\n-->`),
      script(`//<![CDATA[\n${text('Б')};\n//]]>`),
      script(`/* <![CDATA[ */ ${text('В')} /* ]]> */`),
      script(text('Г').replace('Г', 'Г\n\tд')),
      script(text('Е').replaceAll('"', '&quot;')),
      script(text('Ж'), 'Application/LD+JSON; charset=utf-8'),
      `<script type='application/ld+json' async>${text('З')}</script>`,
      `<script async src=x type=application/ld+json>${text('И')}</SCRIPT>`,
    ].join('');
    expect(titles(read(html))).toEqual(['А', 'Б', 'В', 'Г д', 'Е', 'Ж', 'З', 'И']);
  });

  test('not in a comment of the page, nor in a script of another type', () => {
    const html = `<!-- ${script(JSON.stringify(job()))} -->${script(JSON.stringify(job()), 'text/plain')}`;
    expect(() => read(html)).toThrow('The page holds no JobPosting as JSON-LD.');
  });

  test('a block that is broken is rejected with its number, and the others are read', () => {
    const html = script('{"@type":"JobPosting","title":') + script('{"@type":"Thing",') + page(job());
    const items = read(html);
    expect(titles(items)).toEqual(['Швея', 'block 1 broken-json']);
    expect(items[1]).toMatchObject({ raw: '{"@type":"JobPosting","title":' });
  });

  test('a page that holds none says so, and that it has microdata instead', () => {
    expect(() => read('<h1>Вакансия</h1>')).toThrow(/^The page holds no JobPosting as JSON-LD\.$/);
    expect(() => read('<div itemscope itemtype="https://schema.org/JobPosting">')).toThrow(
      'as JSON-LD; it marks its vacancy as microdata, which is not read.',
    );
  });

  test.each([
    ['a million blanks behind a block', () => script(`${JSON.stringify(job())}${' '.repeat(1e6)}x`)],
    ['a hundred thousand open tags', () => '<div><script>'.repeat(1e5)],
    ['a hundred thousand nested lists', () => script(`${'['.repeat(1e5)}"JobPosting"${']'.repeat(1e5)}`)],
    ['a hundred thousand comment signs', () => script(`${'<!--'.repeat(1e5)}JobPosting${'-->'.repeat(1e5)}`)],
  ])('%s takes no quadratic time', (_, html) => {
    const begun = performance.now();
    try {
      read(html());
    } catch (error) {
      expect((error as Error).message).toMatch(/^The page holds no JobPosting/);
    }
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

describe('pay', () => {
  const amount = (rest: object) => ({ '@type': 'MonetaryAmount', currency: 'USD', ...rest });
  const value = (rest: object) => ({ '@type': 'QuantitativeValue', ...rest });
  const cases: [string, Record<string, unknown>, unknown[]][] = [
    [
      'a range',
      { baseSalary: amount({ value: value({ minValue: 10, maxValue: 20, unitText: 'HOUR' }) }) },
      [10, 20, 'USD', 'hour'],
    ],
    [
      'one figure',
      { baseSalary: amount({ value: value({ value: '90000.00', unitText: 'MONTH' }) }) },
      [90000, 90000, 'USD', 'month'],
    ],
    [
      'a lower end',
      { baseSalary: amount({ value: value({ minValue: 90000, unitText: 'YEAR' }) }) },
      [90000, null, 'USD', 'year'],
    ],
    [
      'an upper end',
      { baseSalary: amount({ value: value({ maxValue: 90000, unitText: 'WEEK' }) }) },
      [null, 90000, 'USD', 'week'],
    ],
    [
      'a range beside a value',
      { baseSalary: amount({ value: value({ value: 15, minValue: 10, maxValue: 20, unitText: 'DAY' }) }) },
      [10, 20, 'USD', 'shift'],
    ],
    [
      'ends of the amount itself',
      { baseSalary: amount({ minValue: 100000, maxValue: 120000, unitText: 'MONTH' }) },
      [100000, 120000, 'USD', 'month'],
    ],
    [
      'an amount whose value is a number',
      { baseSalary: amount({ value: 70000 }) },
      [70000, 70000, 'USD', 'month'],
    ],
    [
      'a price',
      { baseSalary: { '@type': 'PriceSpecification', price: 80000, priceCurrency: 'EUR' } },
      [80000, 80000, 'EUR', 'month'],
    ],
    ['a number', { baseSalary: 100000, salaryCurrency: 'RUR' }, [100000, 100000, 'RUB', 'month']],
    ['a number as text', { baseSalary: '100000', salaryCurrency: 'USD' }, [100000, 100000, 'USD', 'month']],
    ['words', { baseSalary: 'от 90 000 до 120 000 ₽ за месяц' }, [90000, 120000, 'RUB', 'month']],
    [
      'words inside an amount',
      { baseSalary: amount({ value: value({ value: '$50K per year' }) }) },
      [50000, 50000, 'USD', 'year'],
    ],
    [
      'the first of several',
      { baseSalary: [amount({ value: 50000 }), amount({ value: 60000 })] },
      [50000, 50000, 'USD', 'month'],
    ],
    [
      'zero',
      { baseSalary: amount({ value: value({ value: 0, unitText: 'MONTH' }) }) },
      [null, null, null, null],
    ],
    ['nothing', { baseSalary: amount({ value: value({}) }) }, [null, null, null, null]],
  ];
  test.each(cases)('%s', (_, fields, expected) => {
    const { from, to, currency, period } = normalisePay(one(fields).pay, () => 1);
    expect([from, to, currency, period]).toEqual(expected);
  });
});

describe('what else a vacancy says', () => {
  test('every field that is kept', () => {
    const posting = one({
      identifier: { '@type': 'PropertyValue', name: 'Ателье «Игла»', value: 17 },
      url: '/vacancy/7?from=feed',
      hiringOrganization: { '@type': 'Organization', name: 'Ателье «Игла»' },
      jobLocation: {
        '@type': 'Place',
        address: { addressLocality: 'Киров', addressRegion: 'Калужская область', addressCountry: 'RU' },
      },
      employmentType: ['FULL_TIME', 'https://schema.org/TEMPORARY'],
      workHours: 'сменный график',
      experienceRequirements: { '@type': 'OccupationalExperienceRequirements', monthsOfExperience: '40' },
      skills: [{ '@type': 'DefinedTerm', name: 'Оверлок' }, 'Раскрой'],
      description: '&lt;p&gt;Шить &lt;b&gt;платья&lt;/b&gt;&lt;/p&gt;',
      responsibilities: ['Кроить', 'Гладить'],
      datePosted: 'Fri, 20 Nov 2026 09:00:00 GMT',
      validThrough: '2026-12-20T00:00:00+03:00',
    });
    expect(posting).toMatchObject({
      externalId: 'Ателье «Игла» 17',
      url: 'https://jobs.example.org/vacancy/7?from=feed',
      title: 'Швея',
      employer: 'Ателье «Игла»',
      places: ['Киров, Калужская область'],
      skills: ['Оверлок', 'Раскрой'],
    });
    expect(normaliseTerms(posting)).toEqual({
      experience: '3-6',
      schedule: ['shift'],
      employment: ['full', 'temporary'],
      unmapped: [],
    });
    expect(posting.body).toBe(
      '<div>&lt;p&gt;Шить &lt;b&gt;платья&lt;/b&gt;&lt;/p&gt;</div>\n<div>Кроить</div>\n<div>Гладить</div>',
    );
    expect(readDate(posting.publishedAt)).toEqual(new Date('2026-11-20T09:00:00Z'));
    expect(readDate(posting.expiresAt)).toEqual(new Date('2026-12-19T21:00:00Z'));
  });

  test('its employer and place may be texts, lists, or named elsewhere in the page', () => {
    expect(one({ hiringOrganization: 'Игла', jobLocation: 'Казань' })).toMatchObject({
      employer: 'Игла',
      places: ['Казань'],
    });
    const places = [
      { address: { addressLocality: 'Казань', addressRegion: 'Казань' } },
      { address: 'Уфа' },
      { name: 'Тверь' },
    ];
    expect(one({ jobLocation: places }).places).toEqual(['Казань', 'Уфа', 'Тверь']);
    const graph = {
      '@graph': [
        job({ hiringOrganization: { '@id': '#us' }, jobLocation: { '@id': '#here' } }),
        { '@id': '#us', '@type': 'Organization', name: 'Игла' },
        { '@id': '#here', '@type': 'Place', address: { addressLocality: 'Казань' } },
      ],
    };
    expect(read(page(graph))[0]).toMatchObject({ posting: { employer: 'Игла', places: ['Казань'] } });
  });

  test('work from anywhere is a schedule, and where one may live its place', () => {
    const posting = one({
      jobLocationType: 'TELECOMMUTE',
      applicantLocationRequirements: [{ '@type': 'Country', name: 'Россия' }],
    });
    expect(normaliseTerms(posting)).toMatchObject({ schedule: ['remote'], unmapped: [] });
    expect(posting.places).toEqual(['Россия']);
  });

  test('without an identifier and an address it is known by its page; a saved page has none', () => {
    expect(one({})).toMatchObject({ externalId: null, url: AT.href });
    expect(one({ url: 'javascript:alert(1)' }).url).toBe(AT.href);
    expect(one({ mainEntityOfPage: { '@id': 'https://jobs.example.org/v/8' } }).url).toBe(
      'https://jobs.example.org/v/8',
    );
    expect(one({ url: '/vacancy/7' }, null)).toMatchObject({ externalId: null, url: null });
  });

  test('fields of other kinds than promised spoil nothing', () => {
    const odd = {
      identifier: {},
      hiringOrganization: [],
      jobLocation: [null, 5, {}],
      baseSalary: [],
      employmentType: {},
    };
    expect(one({ ...odd, description: null, skills: null, experienceRequirements: 7 })).toMatchObject({
      externalId: null,
      employer: null,
      places: ['5'],
      body: null,
      skills: [],
      employment: [],
      experience: '7',
    });
  });

  test('experience of a paragraph stands in the text, and less than a year is none', () => {
    const long = 'Опыт работы на промышленном оборудовании от трёх лет, а лучше от пяти, и чтение лекал';
    expect(one({ experienceRequirements: long })).toMatchObject({
      experience: null,
      body: expect.stringContaining(long),
    });
    for (const monthsOfExperience of [0, 6])
      expect(normaliseTerms(one({ experienceRequirements: { monthsOfExperience } })).experience).toBe('none');
  });
});

test('a saved page is a file, in whatever encoding its head names', async () => {
  const html = `<html><head><meta charset="utf-16le"></head>${page(job())}`;
  const bytes = Readable.from([Buffer.from(`\ufeff${html}`, 'utf16le')]);
  const items: ReadItem[] = [];
  for await (const item of readDocument(jsonld, { bytes })) items.push(item);
  expect(titles(items)).toEqual(['Швея']);
});

const samples = new URL('../../../../shared/data/feeds/samples/', import.meta.url);
const real = existsSync(samples) ? describe : describe.skip;
real('real pages (skipped: no ../shared/data, where it is absent)', () => {
  const readSample = async (name: string) => {
    const items: ReadItem[] = [];
    const bytes = createReadStream(new URL(name, samples));
    for await (const item of readDocument(jsonld, { bytes })) items.push(item);
    return items;
  };
  test.each(['hh-page-jsonld-1.html.gz', 'indeed-page-jsonld.html.gz'])(
    '%s gives its vacancy',
    async (name) => {
      const [item, ...more] = await readSample(name);
      expect(more).toEqual([]);
      if (item?.kind !== 'posting') throw new Error('It was not read.');
      expect(item.posting.places).toHaveLength(1);
      expect(readDate(item.posting.publishedAt)).not.toBeNull();
      expect(item.posting.body!.length).toBeGreaterThan(300);
    },
  );
  test.each(['hh-search-serp-2026.html', 'hh-vacancy-2026.html'])(
    '%s holds none and says so',
    async (name) => {
      await expect(readSample(name)).rejects.toThrow('The page holds no JobPosting as JSON-LD');
    },
  );
});
