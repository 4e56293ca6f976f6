import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RunItem } from '../../../src/collect/posting.js';
import { NOTHING_EARLIER, type Place } from '../../../src/collect/sources/earlier.js';
import { readSources } from '../../../src/collect/sources/read-sources.js';
import { sourceItems } from '../../../src/collect/sources/source-items.js';
import { startServer, type TestServer } from '../../support/http-server.js';

let server: TestServer;
/** What it answers by path; absent = 404. */
let site: Record<string, string | Buffer | number>;
beforeEach(async () => {
  site = {};
  const handler: RequestListener = (request, response) => {
    const found = site[request.url!] ?? 404;
    if (typeof found === 'number') response.writeHead(found).end();
    else response.end(found);
  };
  server = await startServer(handler);
});
afterEach(() => server.close());

const page = (title: string) =>
  `<script type="application/ld+json">{"@type":"JobPosting","title":"${title}"}</script>`;
const urlset = (...paths: string[]) =>
  `<?xml version="1.0"?><?xml-stylesheet href="x"?><!-- made --><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i">${paths
    .map(
      (path) =>
        `<url><loc>${path.startsWith('/') ? server.base + path : path}</loc><lastmod>2026-11-24</lastmod><image:image><image:loc>x</image:loc></image:image></url>`,
    )
    .join('')}</urlset>`;
const index = (...paths: string[]) =>
  `<sitemapindex>${paths.map((path) => `<sitemap><loc>${server.base}${path}</loc></sitemap>`).join('')}</sitemapindex>`;

async function crawl(
  path: string,
  { more = '', resume = null }: { more?: string; resume?: Place | null } = {},
): Promise<{ items: RunItem[]; said: string | null }> {
  const yaml = `[{ name: a, format: jsonld, url: "${server.base}${path}", trusted: true, ${more} }]`;
  const items: RunItem[] = [];
  const reach = { publicUrl: 'https://v.example', wait: async () => undefined };
  try {
    const entry = readSources(yaml, '/s.yaml')[0]!;
    for await (const item of sourceItems(entry, reach, { ...NOTHING_EARLIER, resume })) items.push(item);
  } catch (error) {
    return { items, said: (error as Error).message };
  }
  return { items, said: null };
}
const told = (items: RunItem[]) =>
  items.map((item) =>
    item.kind === 'posting'
      ? item.posting.title
      : item.kind === 'rejected'
        ? `${item.reason}: ${item.detail}`
        : item.kind === 'page-end'
          ? `→ ${item.next.replace(server.base, '')}`
          : item.kind,
  );

describe('a board of web pages', () => {
  test('may be one page', async () => {
    site = { '/': page('Повар') };
    expect(told((await crawl('/')).items)).toEqual(['Повар']);
    expect(server.asked.map(({ url }) => url)).toEqual(['/robots.txt', '/']);
  });

  test('or what a sitemap lists, compressed or under an index, each page once and only of its own host', async () => {
    site = {
      '/sitemap.xml': index('/jobs.xml.gz', '/about.xml'),
      '/jobs.xml.gz': gzipSync(urlset('/v/1', '/v/2', '/v/1', 'https://elsewhere.example/v/9', 'ftp://x/')),
      '/about.xml': urlset('/v/3'),
      '/v/1': page('Повар'),
      '/v/2': page('Швея'),
      '/v/3': page('Токарь'),
    };
    const { items, said } = await crawl('/sitemap.xml');
    expect(said).toBeNull();
    expect(told(items)).toEqual(['Повар', '→ /v/2', 'Швея', '→ /v/3', 'Токарь']);
    expect(items[2]).toMatchObject({
      position: `page 2 (${server.base}/v/2), vacancy 1`,
      posting: { url: `${server.base}/v/2` },
    });
    expect(server.mostAtOnce).toBe(1);
  });

  test('is read where pages: says, and from where it broke', async () => {
    site = {
      '/s': urlset('/about', '/v/1', '/v/2', '/v/3'),
      '/v/1': page('А'),
      '/v/2': page('Б'),
      '/v/3': page('В'),
    };
    expect(told((await crawl('/s', { more: 'pages: /v/' })).items)).toEqual([
      'А',
      '→ /v/2',
      'Б',
      '→ /v/3',
      'В',
    ]);
    const resume = { next: `${server.base}/v/3`, page: 2 };
    expect(told((await crawl('/s', { more: 'pages: /v/', resume })).items)).toEqual(['В']);
    const gone = { next: `${server.base}/v/0`, page: 2 };
    expect((await crawl('/s', { more: 'pages: /v/', resume: gone })).items).toHaveLength(5);
  });

  test('loses only the page that is gone, closed or holds no vacancy', async () => {
    site = {
      '/robots.txt': 'User-agent: *\nDisallow: /v/2',
      '/s': urlset('/v/1', '/v/2', '/v/3', '/v/4'),
      '/v/2': page('Тайна'),
      '/v/3': '<h1>О нас</h1>',
      '/v/4': page('Повар'),
    };
    expect(told((await crawl('/s')).items).filter((one) => !one.startsWith('→'))).toEqual([
      `unreachable: ${server.host} answered with status 404 instead of 200.`,
      `unreachable: The robots.txt of ${server.host} asks robots not to read /v/2.`,
      'not-a-posting: The page holds no JobPosting as JSON-LD.',
      'Повар',
    ]);
  });

  test('whose server fails five pages in a row is left; what came before stays', async () => {
    const paths = Array.from({ length: 9 }, (_, n) => `/v/${n}`);
    site = { '/s': urlset(...paths), '/v/0': page('А'), '/v/2': page('Б') };
    for (const path of paths) site[path] ??= 500;
    const { items, said } = await crawl('/s');
    expect(said).toBe(`${server.host} answered with status 500 instead of 200.`);
    expect(told(items).filter((one) => /^[АБ]$/.test(one))).toEqual(['А', 'Б']);
    expect(told(items).at(-1)).toBe('→ /v/7');
  });

  test('with a sitemap that is broken, lists nothing of it, or far too much, says so', async () => {
    site = {
      '/cut': urlset('/v/1').slice(0, -20),
      '/else': urlset('https://elsewhere.example/v/1'),
      '/much': urlset(...Array.from({ length: 5_001 }, (_, n) => `/v/${n}`)),
      '/many': index(...Array.from({ length: 51 }, (_, n) => `/s/${n}`)),
      '/bomb': `<!DOCTYPE x [<!ENTITY a "b">]>${urlset('/v/1')}`,
    };
    expect((await crawl('/cut')).said).toMatch(/^The sitemap ends too early/);
    expect((await crawl('/else')).said).toBe(
      `The sitemap lists no page of ${server.host} that is to be read.`,
    );
    for (const path of ['/much', '/many']) expect((await crawl(path)).said).toContain('say with pages: what');
    expect((await crawl('/bomb')).said).toBe('The page holds no JobPosting as JSON-LD.');
  });
});
