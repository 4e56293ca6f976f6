import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { remarkLines } from '../../src/collect/counts-lines.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startServer, type TestServer } from '../support/http-server.js';
import { minutes, NOW, openOf, stepOf } from './collecting.js';
import { windows1251 } from './formats/windows-1251.js';

let db: TestDatabase;
let server: TestServer;
let answer: RequestListener;
let inside: TestServer;
let waits: number[];
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  waits = [];
  server = await startServer((request, response) => answer(request, response));
  inside = await startServer((_, response) => void response.end('{"id":9,"title":"Тайна"}'));
});
afterEach(async () => {
  await Promise.all([server.close(), inside.close()]);
  await db.query('truncate source, cluster, employer cascade');
});

const titles = ['Повар', 'Слесарь', 'Швея'];
const feed = titles.map((title) => JSON.stringify({ id: title, title })).join('\n');
const give =
  (body: string | Buffer, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);
const jsonld = (title: string) =>
  `<script type="application/ld+json">${JSON.stringify({ '@type': 'JobPosting', title, identifier: title })}</script>`;

/** A source whose three vacancies are stored twice over is asked once more, and its server does this. */
async function meets(bad: RequestListener, format = 'ndjson'): Promise<{ said: string; stored: unknown[] }> {
  const yaml = `[{ name: a, format: ${format}, url: "${server.base}/feed", trusted: true, complete: true }]`;
  const reach = {
    timeout: 1_000,
    least: { bytes: 1_000, ms: 300 },
    wait: async (ms: number) => waits.push(ms),
  };
  const collect = stepOf(db, yaml, reach);
  answer = give(format === 'jsonld' ? titles.map(jsonld).join('') : feed);
  await collect.run(NOW);
  await collect.run(minutes(60));
  const stored = () =>
    db.query('select external_id, title, closed_at, missed_runs, content_hash from vacancy order by id');
  const before = await stored();
  expect(before).toHaveLength(3);
  answer = bad;
  const [outcome] = (await collect.collect(minutes(120))).outcomes;
  // Twice, for one miss alone closes nothing anyway.
  await collect.collect(minutes(180), 'a');
  const after = (await stored()) as Record<string, unknown>[];
  expect(after.slice(0, 3)).toEqual(before);
  return {
    said: outcome!.error ?? remarkLines(outcome!.counts!).join('\n'),
    stored: after.slice(3).map(({ title }) => title),
  };
}

const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2, 32));
// A gigabyte of blanks from one megabyte: members one after another, each of 16 MB.
const gigabyte = Buffer.concat(Array(64).fill(gzipSync(Buffer.alloc(16 * 1024 ** 2, 32))));
const cut = gzipSync(
  Array.from({ length: 9_000 }, (_, id) => `{"id":${id},"x":${Math.random()}}`).join('\n'),
);

test.each<[string, RequestListener, string | RegExp]>([
  [
    'HTML instead of JSON with status 200',
    give('<!DOCTYPE html><p>Войдите</p>'),
    'answered with a web page instead of a feed.',
  ],
  [
    'HTML, compressed',
    give(gzipSync('\n<html><p>'), { 'content-encoding': 'gzip' }),
    'answered with a web page instead of a feed.',
  ],
  [
    'one byte at a time',
    (_, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(drip));
    },
    'sends too slowly',
  ],
  ['a bomb of gzip', give(bomb), 'The feed inflates to more than 200 times its size.'],
  [
    'a gigabyte of one megabyte of gzip',
    give(gigabyte),
    'The feed inflates to more than 200 times its size.',
  ],
  [
    'a bomb in the content encoding',
    give(bomb, { 'content-encoding': 'gzip' }),
    'The feed inflates to more than 200 times its size.',
  ],
  [
    'a bomb in a bomb',
    give(gzipSync(bomb), { 'content-encoding': 'gzip' }),
    'The feed inflates to more than 200 times its size.',
  ],
  ['an empty feed', give(''), 'The run brought no posting at all: nothing was closed.'],
  ['an empty .gz', give(gzipSync('')), 'The run brought no posting at all: nothing was closed.'],
  [
    'a cut .gz',
    give(cut.subarray(0, 30_000)),
    'The compressed file is damaged or not whole (unexpected end of file).',
  ],
  [
    'a cut answer',
    (_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"id":');
      setTimeout(() => response.destroy(), 20);
    },
    /broke the connection|sent another length/,
  ],
  ['a 304 that nobody asked for', give('', {}, 304), 'answered with status 304 instead of 200.'],
  [
    '429 with an hour of Retry-After',
    give('', { 'retry-after': '3600' }, 429),
    'answered with status 429 instead of 200.',
  ],
  [
    'a fifth of it',
    give('{"id":"Повар","title":"Повар"}'),
    'The run brought 1 postings where 3 are usual, less than half: nothing was closed.',
  ],
  [
    'an encoding that nobody knows',
    give(feed, { 'content-type': 'x; charset=ebcdic-7' }),
    'its encoding is "ebcdic-7", which is not known here.',
  ],
])('%s leaves the stored vacancies as they are', async (_, bad, sentence) => {
  const { said, stored } = await meets(bad);
  if (typeof sentence === 'string') expect(said).toContain(sentence);
  else expect(said).toMatch(sentence);
  expect(stored).toEqual([]);
});

test('a redirect to this machine is refused and never asked', async () => {
  const { said } = await meets(give('', { location: `http://localhost:${inside.port}/` }, 302));
  expect(said).toBe(
    `localhost:${inside.port} is asked at ports 80 and 443 only, unless the source is trusted: true.`,
  );
  expect(inside.asked).toEqual([]);
});

test('a redirect to another private address is refused', async () => {
  for (const to of [
    'http://10.0.0.1/',
    'http://[::1]/',
    'http://169.254.169.254/latest/',
    'http://localhost/',
  ]) {
    const { said } = await meets(give('', { location: to }, 301));
    expect(said).toContain('is an address of a private net');
    await db.query('truncate source, cluster, employer cascade');
  }
});

test('429 with Retry-After is waited for, as long as it says', async () => {
  let refused = false;
  const { said, stored } = await meets((request, response) => {
    if (refused) return give(`${feed}\n{"id":4,"title":"Токарь"}`)(request, response);
    refused = true;
    give('', { 'retry-after': '17' }, 429)(request, response);
  });
  expect([said, stored, waits]).toEqual(['', ['Токарь'], [17_000]]);
});

test.each<[string, Buffer, Record<string, string>]>([
  ['UTF-16 with its mark', Buffer.from(`\ufeff${feed}\n{"id":4,"title":"Токарь"}`, 'utf16le'), {}],
  ['windows-1251 that nobody declares', windows1251(`${feed}\n{"id":4,"title":"Токарь"}`), {}],
  [
    'windows-1251 that the header names',
    windows1251(`${feed}\n{"id":4,"title":"Токарь"}`),
    { 'content-type': 'text/plain; charset=windows-1251' },
  ],
  [
    'windows-1251 that the header calls UTF-8',
    windows1251(`${feed}\n{"id":4,"title":"Токарь"}`),
    { 'content-type': 'text/plain; charset=utf-8' },
  ],
])('%s is read, and what is stored is known again', async (_, body, headers) => {
  const { said, stored } = await meets(give(body, headers));
  expect([said, stored]).toEqual(['', ['Токарь']]);
});

test('a page that robots.txt closes is not read', async () => {
  const { said } = await meets((request, response) => {
    const robots = request.url === '/robots.txt';
    give(robots ? 'User-agent: *\nDisallow: /' : jsonld('Тайна'))(request, response);
  }, 'jsonld');
  expect(said).toBe(`The robots.txt of ${server.host} asks robots not to read /feed.`);
  expect(await openOf(db, 'a')).toEqual(titles);
});

test('a page that has lost its JSON-LD closes nothing', async () => {
  const { said } = await meets(give('<html><h1>Вакансии</h1>'), 'jsonld');
  expect(said).toBe('The page holds no JobPosting as JSON-LD.');
});
