import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FileFormat, PagedFormat } from '../../../src/collect/formats/format.js';
import { formatOf } from '../../../src/collect/formats/index.js';
import { importFiles } from '../../../src/collect/import-files.js';
import { type TestDatabase, testDatabase } from '../../support/database.js';
import { fed, postingsIn } from './reading.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.query('truncate source, vacancy, cluster, employer restart identity cascade'));

const take = (format: string, text: string) => {
  const files = [{ name: 'feed', open: () => Readable.from([Buffer.from(text)]) }];
  return importFiles(db.dataSource, {
    format,
    source: 'board',
    now: new Date('2026-11-25T12:00:00Z'),
    files,
  });
};
const stored = () =>
  db.query<{ title: string; url: string | null; published: string | null }>(
    `select title, url, to_char(published_at at time zone 'utc', 'YYYY') as published from vacancy order by id`,
  );

const TITLES = ['👩‍🍳 Cook 🔥', 'טבח ראשי', '\u202eevil\u202c Cook'];
const READ_TITLES = ['👩‍🍳 Cook 🔥'.replace('\u200d', ''), 'טבח ראשי', 'evil Cook'];

/** Of each API: how an answer lists vacancies, and one vacancy with that title, link and date. */
const APIS: Record<
  string,
  [(list: unknown) => unknown, (id: string, title: string, date: string) => object]
> = {
  greenhouse: [
    (jobs) => ({ jobs }),
    (id, title, date) => ({ id, title, absolute_url: 'javascript:alert(1)', first_published: date }),
  ],
  lever: [
    (list) => list,
    (id, text, date) => ({ id, text, hostedUrl: 'javascript:alert(1)', createdAt: date }),
  ],
  ashby: [
    (jobs) => ({ jobs }),
    (id, title, date) => ({ id, title, jobUrl: 'javascript:alert(1)', publishedAt: date }),
  ],
  remotive: [
    (jobs) => ({ jobs }),
    (id, title, date) => ({ id, title, url: 'javascript:alert(1)', publication_date: date }),
  ],
  arbeitnow: [
    (data) => ({ data }),
    (slug, title, date) => ({ slug, title, url: 'javascript:alert(1)', created_at: date }),
  ],
};

/** Every key that any of the five reads. */
const KEYS =
  `id absolute_url title company_name location offices pay_input_ranges content first_published updated_at
  application_deadline text hostedUrl applyUrl categories workplaceType salaryRange lists description descriptionPlain
  salaryDescription additional createdAt isListed jobUrl secondaryLocations address employmentType isRemote descriptionHtml
  publishedAt compensation shouldDisplayCompensationOnJobPostings url candidate_required_location salary job_type tags
  publication_date slug job_types remote created_at`.split(/\s+/);
const ODD = [null, 7, true, '', [], {}, [null, 3, [[]], {}], { name: {}, location: [], min: [], x: null }];

describe.each(Object.entries(APIS))('%s', (name, [answer, vacancy]) => {
  const format = formatOf(name) as PagedFormat;
  const read = (value: unknown) => format.readPage(JSON.stringify(value), null);

  test('reads a vacancy whatever stands in any of its fields', () => {
    for (const key of KEYS) {
      const titleKey = name === 'lever' ? 'text' : 'title';
      if (key === titleKey) continue;
      for (const odd of ODD) {
        const one = { ...vacancy('1', 'Cook', '2026-11-01'), [key]: odd };
        expect([key, odd, postingsIn(read(answer([one])).items)[0]?.title]).toEqual([key, odd, 'Cook']);
      }
    }
  });

  test('rejects what is no vacancy with its place, however deep, and takes the rest', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const listed = JSON.stringify(answer([vacancy('1', 'Cook', '2026-11-01'), null, 'Cook', 'DEEP']));
    const counts = await take(name, listed.replace('"DEEP"', deep));
    expect(counts).toMatchObject({ read: 4, added: 1, rejected: { 'not-a-posting': 3 } });
    expect(counts.rejections.map(({ position }) => position)).toEqual(['item 2', 'item 3', 'item 4']);
  });

  test('keeps emoji and right-to-left titles, shows 2006, and drops 2106 and javascript:', async () => {
    const dates = ['2006-12-04', '2106-12-04', 'yesterday'];
    const all = TITLES.map((title, i) => vacancy(`v${i}`, title, dates[i]!));
    const nameless = [vacancy('v8', '', '2026-11-01'), vacancy('v9', ' \u200b<p></p>', '2026-11-01')];
    // Spread over lines that end as on old Macs.
    const counts = await take(
      name,
      JSON.stringify(answer([...all, ...nameless]), null, 1).replaceAll('\n', '\r'),
    );
    expect(counts).toMatchObject({ read: 5, added: 3, rejected: { 'no-title': 2 } });
    expect(await stored()).toEqual(
      READ_TITLES.map((title, i) => ({ title, url: null, published: i === 0 ? '2006' : null })),
    );
  });

  test('an empty list is a board without vacancies, not a fault', () => {
    expect(read(answer([]))).toEqual({ items: [], next: null });
  });

  test.each([
    ['<html>Please log in</html>', /^The answer is HTML or XML, not JSON: /],
    ['', /^The answer is not JSON: /],
    ['{"jobs": [', /^The answer is not JSON: /],
    ['null', /^The answer is no list of vacancies\.$/],
    ['{"jobs": null, "data": "x"}', /^The answer is no list of vacancies\.$/],
    ['{"jobs": {"0": {}}, "data": {}}', /^The answer is no list of vacancies\.$/],
  ])('%s is refused with a sentence', (text, sentence) => {
    expect(() => format.readPage(text, null)).toThrow(sentence);
  });
});

const FEEDS: [string, (inner: string) => string, (title: string, link: string, date: string) => string][] = [
  [
    'rss',
    (inner) => `<rss><channel>${inner}</channel></rss>`,
    (title, link, date) =>
      `<item><title>${title}</title><link>${link}</link><pubDate>${date}</pubDate></item>`,
  ],
  [
    'indeed-xml',
    (inner) => `<source>${inner}</source>`,
    (title, link, date) => `<job><title>${title}</title><url>${link}</url><date>${date}</date></job>`,
  ],
];

describe.each(FEEDS)('%s', (name, feed, one) => {
  const format = formatOf(name) as FileFormat;
  const COOK = one('Cook', 'https://jobs.example.org/1', '2026-11-01');

  test('keeps emoji and right-to-left titles, shows 2006, and drops 2106 and javascript:', async () => {
    const dates = ['Mon, 04 Dec 2006 10:00:00 GMT', 'Sat, 04 Dec 2106 10:00:00 GMT', 'yesterday'];
    const all = TITLES.map((title, i) => one(title, 'javascript:alert(1)', dates[i]!));
    const counts = await take(name, feed(`\r${all.join('\r')}\r${one('', '', '')}`));
    expect(counts).toMatchObject({ read: 4, added: 3, rejected: { 'no-title': 1 } });
    expect(await stored()).toEqual(
      READ_TITLES.map((title, i) => ({ title, url: null, published: i === 0 ? '2006' : null })),
    );
  });

  test('a DOCTYPE is refused before any entity of it is read', async () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>${feed(COOK)}`;
    expect(await fed(format, laughs)).toMatchObject({
      items: [],
      said: expect.stringContaining('DOCTYPE, which this service refuses'),
    });
  });

  test('200,000 nested tags end the reading, and what came before stands', async () => {
    const { items, said } = await fed(format, feed(COOK + '<a>'.repeat(200_000)), 65_536);
    expect(postingsIn(items)).toHaveLength(1);
    expect(said).toContain('more than 64 levels deep');
  });

  test('an HTML page is told from a feed by its first element', async () => {
    const { said } = await fed(format, '<html><body>Please log in</body></html>');
    expect(said).toMatch(
      new RegExp(`^The feed begins with <html>; a feed in the format ${name} begins with <`),
    );
  });

  test('a feed without vacancies is empty, one cut in mid-tag keeps what was whole', async () => {
    expect(await fed(format, feed(''))).toEqual({ items: [], said: null });
    const { items, said } = await fed(format, feed(COOK + COOK).slice(0, -40));
    expect(postingsIn(items)).toHaveLength(1);
    expect(said).toMatch(/^The feed ends too early: /);
  });

  test('elements where texts should be, and twice what should be there once, spoil no vacancy', async () => {
    const odd = COOK.replace(
      '</title>',
      '</title><title>Other</title><guid><b>x</b></guid><link/><city><i>Bonn</i></city>',
    );
    expect(postingsIn((await fed(format, feed(odd))).items)).toMatchObject([{ title: 'Cook' }]);
  });
});
