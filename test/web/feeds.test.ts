import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SaxesParser } from 'saxes';
import { buildSource, buildVacancy } from '../support/build.js';
import { openSite, type Site } from './site.js';

interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

/** Reads XML as XML, with namespaces: throws where it is not well-formed. */
function readXml(xml: string): Element {
  const top: Element = { name: '', attributes: {}, text: '', children: [] };
  const open = [top];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const given = Object.entries(attributes).map(([key, { value }]) => [key, value]);
    const element = { name, attributes: Object.fromEntries(given), text: '', children: [] };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    open.at(-1)!.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return top.children[0]!;
}

const all = (element: Element, name: string) => element.children.filter((child) => child.name === name);
const text = (element: Element, name: string) => all(element, name)[0]?.text;

/** The status when a program asks whether `etag` is still what it was; fetch would ask for a fresh answer in any case. */
const askAgain = (path: string, etag: string) =>
  new Promise<{ status: number | undefined; bytes: number }>((resolve, reject) => {
    get(`${site.web.url}${path}`, { headers: { 'If-None-Match': etag } }, (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      response.on('end', () => resolve({ status: response.statusCode, bytes }));
    }).on('error', reject);
  });

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** An RFC 822 date as RSS wants it, with four digits of the year. */
const RFC_822 = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

describe('a search as RSS', () => {
  const feed = async (parameters: Record<string, string>) =>
    readXml((await site.page(`/vacancies.rss?${new URLSearchParams(parameters)}`)).html);

  test('it is RSS 2.0 by its rules, the newest first', async () => {
    const rss = await feed({ q: 'аналитик', city: 'Москва' });
    expect(rss).toMatchObject({ name: 'rss', attributes: { version: '2.0' } });
    expect(rss.children.map(({ name }) => name)).toEqual(['channel']);
    const [channel] = rss.children as [Element];
    const address = 'http://localhost:3000/vacancies';
    const query = `?${new URLSearchParams({ q: 'аналитик', city: 'Москва' })}`;
    expect(text(channel, 'title')).toBe('Вакансии: аналитик, Москва · Вестник');
    expect(text(channel, 'link')).toBe(`${address}${query}`);
    expect(text(channel, 'description')).not.toBe('');
    expect(all(channel, 'atom:link')[0]?.attributes).toEqual({
      href: `${address}.rss${query}`,
      rel: 'self',
      type: 'application/rss+xml',
    });
    expect(text(channel, 'lastBuildDate')).toMatch(RFC_822);
    const items = all(channel, 'item');
    expect(items).toHaveLength(25);
    const dates = items.map((item) => text(item, 'pubDate') ?? '');
    for (const date of dates) expect(date).toMatch(RFC_822);
    expect(dates.map(Date.parse)).toEqual(dates.map(Date.parse).toSorted((a, b) => b - a));
    expect(new Set(items.map((item) => text(item, 'guid'))).size).toBe(25);
    for (const item of items) {
      expect(all(item, 'guid')[0]?.attributes).toEqual({ isPermaLink: 'false' });
      expect(text(item, 'link')).toMatch(/^http:\/\/localhost:3000\/vacancies\/\d+$/);
      expect(all(item, 'category').map((category) => category.text)).toContain('Москва');
    }
  });

  test('what a posting says can break neither the XML nor the HTML in it', async () => {
    const { id } = await buildVacancy(site.db.dataSource, {
      title: 'R&D <b>инженер</b> ]]>',
      company: '"Рога" & <копыта>',
      body: 'Да\u0001 <script>alert(1)</script> \u000b👍 &amp;',
      experience: '1-3',
      employment: ['full', 'part'],
      schedule: ['remote'],
    });
    const [item] = all((await feed({ q: 'инженер' })).children[0]!, 'item') as [Element];
    expect(text(item, 'title')).toBe('R&D <b>инженер</b> ]]>');
    const description = text(item, 'description') ?? '';
    expect(description).toContain('<p>Да &lt;script&gt;alert(1)&lt;/script&gt; 👍 &amp;amp;</p>');
    expect(description).not.toContain('<script');
    expect(all(item, 'category').map((category) => category.text)).toEqual([
      'опыт 1–3 года',
      'удалённая работа',
      'полная занятость',
      'частичная занятость',
    ]);
    await site.db.query('delete from vacancy where id = $1', [id]);
  });

  test('nothing new is told in no bytes, to everybody alike; something new is', async () => {
    const path = `/vacancies.rss?${new URLSearchParams({ q: 'кузнец' })}`;
    const first = await site.page(path, { Cookie: 'lang=en', 'Accept-Language': 'en' });
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    expect(first.headers.get('vary')).toBeNull();
    expect(first.headers.get('content-type')).toBe('application/rss+xml; charset=utf-8');
    expect(first.html).toContain('<language>ru</language>');
    const etag = first.headers.get('etag') ?? '';
    expect(await askAgain(path, etag)).toEqual({ status: 304, bytes: 0 });
    const { id } = await buildVacancy(site.db.dataSource, { title: 'Кузнец' });
    expect((await askAgain(path, etag)).status).toBe(200);
    await site.db.query('delete from vacancy where id = $1', [id]);
  });

  test('words of which none can be looked for find nothing, and a text too long is refused', async () => {
    expect(all((await feed({ q: 'и в на' })).children[0]!, 'item')).toEqual([]);
    expect((await site.page(`/vacancies.rss?q=${'a'.repeat(2001)}`)).status).toBe(400);
  });

  test('the page of a search leads to its feed, in its language', async () => {
    const { plain } = await site.search({ q: 'аналитик', page: '2', lang: 'en' });
    const query = new URLSearchParams({ q: 'аналитик', lang: 'en' });
    expect(plain).toContain(
      `<link rel="alternate" type="application/rss+xml" title="Vacancies: аналитик" href="http://localhost:3000/vacancies.rss?${query}">`,
    );
    expect((await feed({ q: 'аналитик', lang: 'en' })).children[0]!.children[3]).toMatchObject({
      name: 'language',
      text: 'en',
    });
  });
});

describe('the sitemap', () => {
  const addresses = async (path: string) =>
    readXml((await site.page(path)).html).children.map((entry) => ({
      loc: text(entry, 'loc') ?? '',
      lastmod: text(entry, 'lastmod'),
    }));
  const here = (loc: string) => loc.replace('http://localhost:3000', '');

  test('robots.txt names it and keeps crawlers out of what is private or endless', async () => {
    const { html } = await site.page('/robots.txt');
    expect(html).toContain('\nSitemap: http://localhost:3000/sitemap.xml\n');
    for (const path of ['/my', '/subscribe', '/confirm/', '/login', '/u/', '/d/', '/mailbox'])
      expect(html).toContain(`\nDisallow: ${path}\n`);
  });

  test('it lists every open job once with its time, no copy, none closed and none of the demo', async () => {
    const db = site.db.dataSource;
    const { clusterId } = await buildVacancy(db, { title: 'Пекарь' });
    const copy = await buildVacancy(db, { title: 'Пекарь', clusterId });
    const closed = await buildVacancy(db, { closedAt: new Date() });
    const sourceId = await buildSource(db, { name: 'demo', demo: true });
    const demo = await buildVacancy(db, { sourceId });
    await site.db.query(
      `update vacancy set id = 50000 + id where id = (select max(id) from vacancy where title = 'Аналитик данных')`,
    );
    const index = await addresses('/sitemap.xml');
    expect(index.map(({ loc }) => here(loc))).toEqual([
      '/sitemaps/pages.xml',
      '/sitemaps/vacancies-0.xml',
      '/sitemaps/vacancies-1.xml',
    ]);
    const parts = await Promise.all(index.slice(1).map(({ loc }) => addresses(here(loc))));
    const listed = parts.flat().map(({ loc }) => loc);
    expect(listed).toHaveLength(26);
    expect(new Set(listed).size).toBe(26);
    for (const { id } of [copy, closed, demo])
      expect(listed).not.toContain(`http://localhost:3000/vacancies/${id}`);
    for (const { lastmod } of [...index.slice(1), ...parts.flat()])
      expect(lastmod).toBe(new Date(lastmod ?? '').toISOString());
    for (const { loc } of parts.flat()) expect((await site.page(here(loc))).status).toBe(200);
  });

  test('a part that has not changed is told in no bytes; one that is not there is not found', async () => {
    const { headers, status } = await site.page('/sitemaps/vacancies-0.xml');
    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=3600']);
    const etag = headers.get('etag') ?? '';
    expect(await askAgain('/sitemaps/vacancies-0.xml', etag)).toEqual({ status: 304, bytes: 0 });
    for (const part of ['7', '-1', 'x', '00'])
      expect((await site.page(`/sitemaps/vacancies-${part}.xml`)).status).toBe(404);
  });

  test('pages that hold something are listed: the markets of cities and professions', async () => {
    const listed = (await addresses('/sitemaps/pages.xml')).map(({ loc }) => here(loc));
    expect(listed).toContain('/');
    expect(listed).toContain(`/vacancies?${new URLSearchParams({ city: 'Москва' })}`);
    expect(listed).toContain(`/vacancies?${new URLSearchParams({ q: 'аналитик данных', city: 'Москва' })}`);
    for (const path of listed) {
      const { status, html } = await site.page(path);
      expect([path, status]).toEqual([path, 200]);
      expect(html).not.toContain('noindex');
      expect(html).toContain('<link rel="canonical"');
    }
  });
});
